"""Whether the events of a stream follow the protocol: order, numbers, fields, end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, Severity, cap_findings
from ppchat.core.dialects.responses.item_rules import ItemRules
from ppchat.core.stream.event import COMMENT, DONE, UNTYPED, Event
from ppchat.core.stream.signals import TRUNCATED, End
from ppchat.core.stream.sse import parse_fields
from ppchat.core.text.display import pluralize

_FIELD_TYPES: Final[Mapping[str, tuple[type, str]]] = {
    "sequence_number": (int, "a whole number"),
    "output_index": (int, "a whole number"),
    "content_index": (int, "a whole number"),
    "summary_index": (int, "a whole number"),
    "item_id": (str, "a string"),
    "text": (str, "a string"),
    "arguments": (str, "a string"),
    "item": (dict, "an object"),
    "part": (dict, "an object"),
    "response": (dict, "an object"),
}
_WITHOUT_NUMBER: Final = frozenset({COMMENT, DONE, UNTYPED})


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order."""
    event_rules, item_rules = EventRules(recording), ItemRules(recording.dialect)
    first_type = ""
    for event in map(recording.event, range(len(recording))):
        first_type = first_type or event.type
        event_rules.check(event)
        item_rules.check(event)
    from_start = first_type in ("response.created", "response.queued")
    closing = [*event_rules.finish(), *item_rules.finish(from_start=from_start)]
    unordered = [*event_rules.findings, *closing]
    return cap_findings(sorted(unordered, key=lambda finding: next(iter(finding.events), -1)))


class EventRules:
    """Checks event by event, and collects the findings."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._dialect = recording.dialect
        problem = recording.ended.problem if recording.ended else None
        self._truncated = problem is not None and problem.kind == TRUNCATED
        self.findings: list[Finding] = []
        self._sequence: int | None = None
        self._first_sequence: int | None = None
        self._numbered = 0
        self._unnumbered: list[int] = []
        self._seen_numbers: set[int] = set()
        self._unknown: dict[str, list[int]] = {}
        self._terminal: int | None = None
        self._after_end: list[int] = []
        self._errors: list[int] = []
        self._sentinels: list[int] = []
        self._first: Event | None = None

    def _report(self, severity: Severity, code: str, n: int | None, message: str) -> None:
        self.findings.append(Finding(severity, code, () if n is None else (n,), message))

    def check(self, event: Event) -> None:
        """Check one more event."""
        kind = event.type
        if event.fault:
            if self._truncated and event.n == len(self._recording) - 1:
                return  # the rest of the frame was not recorded
            self._check_fault(event)
        if kind == COMMENT:
            return
        if self._terminal is not None and kind not in (DONE, "keepalive"):
            self._after_end.append(event.n)
        if kind == DONE:
            self._sentinels.append(event.n)
        if kind in self._dialect.terminal_types:
            self._terminal = event.n if self._terminal is None else self._terminal
        if kind == "error":
            self._errors.append(event.n)
        if self._first is None and kind != UNTYPED:
            self._first = event
        if kind not in self._dialect.event_types and kind != UNTYPED:
            self._unknown.setdefault(kind, []).append(event.n)
        if not event.data:
            return
        self._check_sequence(event)
        self._check_field_types(event)
        self._check_event_name(event)

    def _check_fault(self, event: Event) -> None:
        ended = self._recording.ended
        is_last = event.n == len(self._recording) - 1
        if is_last and event.fault == "cut off before its blank line":
            if ended is not None and ended.end is End.EOF:
                self._report(
                    Severity.VIOLATION,
                    "cut-off",
                    event.n,
                    "The stream ended inside this frame, before its blank line: conforming "
                    "clients drop it.",
                )
            return
        self._report(Severity.VIOLATION, "damaged", event.n, f"Damaged frame: {event.fault}.")

    def _check_sequence(self, event: Event) -> None:
        number = event.data.get("sequence_number")
        if type(number) is not int:
            if number is None and event.type not in _WITHOUT_NUMBER:
                self._unnumbered.append(event.n)
            return
        previous = self._sequence
        if previous is None:
            self._first_sequence = number
        elif number == previous or number in self._seen_numbers:
            self._report(
                Severity.VIOLATION,
                "sequence-repeated",
                event.n,
                f"The sequence number is repeated: {number} after {previous}.",
            )
        elif number < previous:
            self._report(
                Severity.VIOLATION,
                "sequence-back",
                event.n,
                f"The sequence number goes back: {number} after {previous}.",
            )
        elif number > previous + 1:
            first = previous + 1
            missing = f"{first}" if number == first + 1 else f"{first}–{number - 1}"
            self._report(
                Severity.VIOLATION,
                "sequence-gap",
                event.n,
                f"The sequence numbers jump from {previous} to {number}: missing {missing}.",
            )
        self._numbered += 1
        self._sequence = number
        self._seen_numbers.add(number)

    def _check_field_types(self, event: Event) -> None:
        known = self._dialect.event_types.get(event.type)
        if known is None:
            return
        data, name = event.data, self._dialect.short_type(event.type)
        for key, (expected, description) in _FIELD_TYPES.items():
            value = data.get(key)
            if value is None or (isinstance(value, expected) and not isinstance(value, bool)):
                continue
            self._report(
                Severity.VIOLATION,
                "wrong-kind",
                event.n,
                f"`{key}` of {name} is {_json_type(value)}, not {description}.",
            )
        if known.grows:
            value = data.get("delta")
            expected_delta = dict if known.delta_keys else str
            if not isinstance(value, expected_delta):
                problem = "missing" if value is None else f"{_json_type(value)}"
                self._report(
                    Severity.VIOLATION,
                    "wrong-kind",
                    event.n,
                    f"`delta` of {name} is {problem}.",
                )

    def _check_event_name(self, event: Event) -> None:
        name = parse_fields(self._recording.raw(event.n)[:4096].split(b"\n", 1)[0]).event
        if name and name != event.type and isinstance(event.data.get("type"), str):
            self._report(
                Severity.VIOLATION,
                "event-name",
                event.n,
                f"The `event:` line says {name!r}, the data {event.type!r}.",
            )

    def finish(self) -> Iterator[Finding]:
        """The findings that need the whole stream."""
        yield from self._sequence_findings()
        for kind, numbers in self._unknown.items():
            yield Finding(
                Severity.REMARK,
                "unknown-type",
                tuple(numbers),
                f"{pluralize(len(numbers), 'event')} of the unknown type {kind!r}: ignored.",
            )
        yield from self._start_findings()
        yield from self._end_findings()

    def _sequence_findings(self) -> Iterator[Finding]:
        missing = self._unnumbered
        if missing and self._numbered:
            yield Finding(
                Severity.REMARK,
                "sequence-missing",
                tuple(missing),
                f"{pluralize(len(missing), 'event')} of {self._numbered + len(missing):,} without "
                "a sequence number: a dropped stream cannot be resumed at them.",
            )
        elif missing:
            yield Finding(
                Severity.REMARK,
                "sequence-missing",
                (),
                "No event has a sequence number: a dropped stream cannot be resumed.",
            )
        first = self._first_sequence
        if first and first > 1 and not missing:  # a background response begins at 1
            resumed = self._recording.request.resume
            if resumed is not None and first == resumed[1] + 1:
                return
            yield Finding(
                Severity.REMARK,
                "sequence-start",
                (),
                f"The sequence numbers begin at {first}, not at 0"
                + (": this is the rest of a resumed stream." if self._continues() else "."),
            )

    def _continues(self) -> bool:
        """Whether the stream continues another one."""
        return self._first is not None and self._first.type not in (
            "response.created",
            "response.queued",
            "error",
        )

    def _start_findings(self) -> Iterator[Finding]:
        first = self._first
        if first is None or not self._continues() or self._recording.request.resume is not None:
            return
        if not self._first_sequence:
            yield Finding(
                Severity.REMARK,
                "no-created",
                (first.n,),
                f"The stream begins with {self._dialect.short_type(first.type)!r}, "
                "not with `created`.",
            )

    def _end_findings(self) -> Iterator[Finding]:
        recording = self._recording
        if self._sentinels:
            yield Finding(
                Severity.REMARK,
                "sentinel",
                tuple(self._sentinels),
                "`[DONE]` ends the stream, as in Chat Completions: ignored.",
            )
        if self._after_end:
            yield Finding(
                Severity.VIOLATION,
                "after-end",
                tuple(self._after_end),
                f"{pluralize(len(self._after_end), 'event')} after the terminal event "
                f"(event {self._terminal}): clients have stopped reading by then.",
            )
        if self._terminal is not None or recording.ended is None:
            return
        end = recording.ended.end
        if end in (End.STOPPED, End.REFUSED) or self._truncated:
            return
        last = (len(recording) - 1,) if len(recording) else ()
        if not len(recording):
            yield Finding(Severity.VIOLATION, "empty", (), "The stream holds no event.")
        elif self._errors:
            yield Finding(
                Severity.REMARK,
                "error-end",
                tuple(self._errors),
                "The stream ends after an error, without `failed`.",
            )
        else:
            verb = "broke off" if end is End.BROKEN else "ended"
            yield Finding(
                Severity.VIOLATION,
                "no-terminal",
                last,
                f"The stream {verb} without `completed`, `incomplete` or `failed`: the answer "
                "is cut off.",
            )


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
