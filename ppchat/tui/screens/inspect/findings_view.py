"""What is to be said of a stream, each finding with the events it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import work
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from ppchat.core.checks.finding import Finding, Severity
from ppchat.core.checks.run import findings
from ppchat.core.metrics.metrics import MS
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line

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

    def examine(self, recording: Recording) -> None:
        """Find what is to be said of a recording that has ended, in another thread."""
        self.tell("Reading the stream …")
        # Both settle what is counted lazily, here, so that the thread only reads.
        _, _ = recording.turn, recording.gaps.percentile(50)
        self._find(recording)

    @work(thread=True, exclusive=True, group="findings")
    def _find(self, recording: Recording) -> None:
        found = findings(recording)
        worker = get_current_worker()
        if not worker.is_cancelled:
            self.app.call_from_thread(self.show, found, fine(recording))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pass on which finding was chosen."""
        event.stop()
        if event.option_index < len(self._findings):
            self.post_message(self.Chosen(self._findings[event.option_index]))


def fine(recording: Recording) -> str:
    """What is said of a stream in which nothing was found."""
    told = "Nothing to find: the stream keeps the protocol"
    p50, most = recording.gaps.percentile(50), recording.gaps.percentile(100)
    if not recording.timed:
        return f"{told}. It kept no times."
    if p50 is None or most is None:
        return f"{told}."
    return f"{told}, and came evenly: {p50 / MS:,.0f} ms between chunks, {most / MS:,.0f} at most."


def _line(finding: Finding) -> Content:
    sign, style = _SIGNS[finding.severity]
    place = f"{finding.place}: " if finding.place else ""
    return Content.assemble(
        (f" {sign} ", style), (place, f"bold {style}"), safe_line(finding.message, 600)
    )
