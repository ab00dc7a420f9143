"""What is to be said of a stream, each finding with the events it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.core.finding import Finding, Severity
from ppchat.core.safe import safe_line

_SIGNS = {
    Severity.VIOLATION: ("✖", "$text-error"),
    Severity.REMARK: ("○", "$text-muted"),
    Severity.TIMING: ("▲", "$text-warning"),
}


class FindingsView(OptionList):
    """The findings; choosing one goes to its event."""

    DEFAULT_CSS = """
    FindingsView, FindingsView:focus {
        border: none;
        padding: 0;
        background: $surface;
        height: auto;
        max-height: 8;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $foreground 15%;
        scrollbar-color-hover: $foreground 30%;
        scrollbar-color-active: $primary;
        & > .option-list--option-disabled { color: $text-muted; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The events of a finding are to be shown."""

        finding: Finding

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._findings: Sequence[Finding] = ()

    def tell(self, text: str) -> None:
        """Say one thing instead of findings."""
        self._findings = ()
        self.clear_options()
        self.add_option(Option(Content.styled(f" {safe_line(text)}", "$text-muted"), disabled=True))

    def show(self, findings: Sequence[Finding], fine: str) -> None:
        """List the findings; `fine` is said where there are none."""
        if not findings:
            self._findings = ()
            self.clear_options()
            good = Content.assemble((" ✔ ", "$text-success"), safe_line(fine))
            self.add_option(Option(good, disabled=True))
            return
        self._findings = findings
        self.clear_options()
        self.add_options([Option(_line(finding)) for finding in findings])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pass on which finding was chosen."""
        event.stop()
        if event.option_index < len(self._findings):
            self.post_message(self.Chosen(self._findings[event.option_index]))


def _line(finding: Finding) -> Content:
    sign, style = _SIGNS[finding.severity]
    place = f"{finding.place}: " if finding.place else ""
    return Content.assemble(
        (f" {sign} ", style), (place, f"bold {style}"), safe_line(finding.message, 600)
    )
