"""The findings of a stream, each with its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import work
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from ppchat.adapters.sdk.reading import SdkReading
from ppchat.core.checks.run import findings, profile_note
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_duration
from ppchat.core.view.tone import TONE_SIGNS, Tone
from ppchat.tui.style.outcomes import TONE_COLORS

_MARKS = {
    Severity.VIOLATION: (TONE_SIGNS[Tone.BAD], TONE_COLORS[Tone.BAD]),
    Severity.REMARK: ("○", TONE_COLORS[Tone.QUIET]),
    Severity.TIMING: (TONE_SIGNS[Tone.WARNING], TONE_COLORS[Tone.WARNING]),
}


class _FindingOption(Option):
    def __init__(self, finding: Finding) -> None:
        super().__init__(_finding_line(finding))
        self.finding = finding


class FindingsView(OptionList):
    """The findings; selecting one goes to its event."""

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
        """The user selected a finding."""

        finding: Finding

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._rows: list[Finding | Content] = []
        self._sdk_rows: list[Finding | Content] = []
        self._schema_rows: list[Finding | Content] = []

    @property
    def findings(self) -> list[Finding]:
        """The findings listed."""
        return [row for row in self._all_rows if isinstance(row, Finding)]

    @property
    def _all_rows(self) -> list[Finding | Content]:
        return [*self._sdk_rows, *self._schema_rows, *self._rows]

    def show_message(self, text: str) -> None:
        """Show a message instead of findings."""
        self._rows, self._sdk_rows, self._schema_rows = [_message_line(text)], [], []
        self._rebuild()

    def show_findings(self, findings: Sequence[Finding], empty_text: str, note: str = "") -> None:
        """List the findings, or show `empty_text` if there are none; a note stands above them."""
        self._rows, self._sdk_rows = [*findings] or [_good_line(empty_text)], []
        if note:
            self._rows.insert(0, _message_line(note))
        self._rebuild()

    def show_sdk_message(self, text: str) -> None:
        """Show, above the findings, that the SDK is reading the stream."""
        self._sdk_rows = [_message_line(text)]
        self._rebuild()

    def show_sdk_readings(self, readings: Iterable[SdkReading]) -> None:
        """Show, above the findings, what the SDK made of the stream."""
        self._sdk_rows = [_reading_row(reading) for reading in readings]
        self._rebuild()

    def show_schema_findings(self, findings: Sequence[Finding]) -> None:
        """Show, above the findings, whether the answer follows its schema."""
        self._schema_rows = [*findings] or [_good_line("The answer follows its schema.")]
        self._rebuild()

    def _rebuild(self) -> None:
        self.clear_options()
        self.add_options(
            [
                _FindingOption(row) if isinstance(row, Finding) else Option(row, disabled=True)
                for row in self._all_rows
            ]
        )

    def check_recording(self, recording: Recording) -> None:
        """Check a recording that has ended, in another thread, and list the findings."""
        self.show_message("Checking the stream …")
        # Compute both lazy values here, so that the thread only reads.
        _, _ = recording.response, recording.gaps.percentile(50)
        self._run_checks(recording)

    @work(thread=True, exclusive=True, group="findings")
    def _run_checks(self, recording: Recording) -> None:
        results, note = findings(recording), profile_note(recording)
        worker = get_current_worker()
        if not worker.is_cancelled:
            empty_text = no_findings_text(recording)
            self.app.call_from_thread(self.show_findings, results, empty_text, note)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Report the selected finding."""
        event.stop()
        if isinstance(event.option, _FindingOption):
            self.post_message(self.Chosen(event.option.finding))


def no_findings_text(recording: Recording) -> str:
    """The message for a stream without findings."""
    text = "No findings: the stream follows the protocol"
    p50, longest = recording.gaps.percentile(50), recording.gaps.percentile(100)
    if not recording.timed:
        return f"{text}. It has no timestamps."
    if p50 is None or longest is None:
        return f"{text}."
    gaps = f"{format_duration(p50)} between chunks, {format_duration(longest)} at most"
    return f"{text}, and chunks arrived evenly: {gaps}."


def _reading_row(reading: SdkReading) -> Finding | Content:
    if reading.missing:
        return _message_line(reading.missing)
    return reading.finding or _good_line(reading.sentence)


def _message_line(text: str) -> Content:
    return Content.styled(f" {sanitize_line(text)}", "$text-muted")


def _good_line(text: str) -> Content:
    sign = f" {TONE_SIGNS[Tone.GOOD]} "
    return Content.assemble((sign, TONE_COLORS[Tone.GOOD]), sanitize_line(text))


def _finding_line(finding: Finding) -> Content:
    sign, style = _MARKS[finding.severity]
    location = f"{finding.location}: " if finding.location else ""
    return Content.assemble(
        (f" {sign} ", style), (location, f"bold {style}"), sanitize_line(finding.message, 600)
    )
