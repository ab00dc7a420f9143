"""Whether the frames of a stream can be read, whatever protocol its events follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, Rule, Severity
from ppchat.core.stream.event import NO_TYPE, OVERSIZE, TWO_TEXTS, Event
from ppchat.core.stream.signals import TRUNCATED, End
from ppchat.core.stream.sse import FRAME_LIMIT
from ppchat.core.text.display import pluralize

FRAME_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "damaged",
        Severity.VIOLATION,
        "A frame holds one JSON object in UTF-8.",
        "event stream, SDK",
    ),
    Rule(
        "oversize",
        Severity.REMARK,
        "A frame is small enough for this program to read.",
        "(its own limit)",
    ),
    Rule("cut-off", Severity.VIOLATION, "A blank line ends the last frame.", "event stream"),
)
"""The rules about frames."""

_SEVERITIES: Final = {rule.code: rule.severity for rule in FRAME_RULES}


class FrameRules:
    """Checks frame by frame, and collects the findings."""

    def __init__(self, recording: RecordingView, summarize: Callable[[Event], str]) -> None:
        self._recording = recording
        self._summarize = summarize
        self._findings: list[Finding] = []
        self.unread: list[int] = []
        """The events that were too large to be read whole."""

    def _report(self, code: str, events: Sequence[int], message: str) -> None:
        self._findings.append(Finding(_SEVERITIES[code], code, events, message))

    def check(self, event: Event) -> bool:
        """Check the frame of one more event; whether what the event says can be judged."""
        if OVERSIZE in event.fault:
            self.unread.append(event.n)
            return False
        if event.fault and NO_TYPE not in event.fault:
            self._check_fault(event)
        return True

    def _check_fault(self, event: Event) -> None:
        ended = self._recording.ended
        is_last = event.n == len(self._recording) - 1
        if is_last and event.fault == "cut off before its blank line":
            if ended is not None and ended.end is End.EOF:
                message = (
                    "The stream ended inside this frame, before its blank line: conforming "
                    "clients drop it."
                )
                self._report("cut-off", (event.n,), message)
            return
        words = f" ({self._summarize(event)})" if TWO_TEXTS in event.fault and event.data else ""
        self._report("damaged", (event.n,), f"Damaged frame: {event.fault}{words}.")

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        yield from self._findings
        if self.unread:
            yield Finding(
                _SEVERITIES["oversize"],
                "oversize",
                tuple(self.unread),
                f"{pluralize(len(self.unread), 'frame')} above the limit of "
                f"{FRAME_LIMIT >> 20} MiB that this program reads: neither the content nor what "
                "depends on it is judged.",
            )


def is_truncated(recording: RecordingView) -> bool:
    """Whether the file holds less than what the server sent, so that its end is not judged."""
    problem = recording.ended.problem if recording.ended else None
    return problem is not None and problem.kind == TRUNCATED
