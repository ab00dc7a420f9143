"""Whether a stream follows the protocol: what its events say, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.checks.finding import Finding, Severity, counted
from ppchat.core.dialects.responses.event_types import (
    CATALOGUE,
    COMMENT,
    DAMAGED,
    DONE,
    TERMINAL,
    short,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import Event
from ppchat.core.stream.signals import End
from ppchat.core.stream.sse import fields

_SHOWN: Final = 20
"""Findings of one kind that are told one by one."""

_KINDS: Final[Mapping[str, tuple[type, str]]] = {
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
_DELTA_OBJECTS: Final = frozenset({"response.shell_call_output_content.delta"})
_WITHOUT_NUMBER: Final = frozenset({COMMENT, DONE, DAMAGED})


class Stream:
    """What is remembered of the events so far, and what was noticed."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.found: list[Finding] = []
        self._told: dict[str, list[int]] = {}
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

    def tell(self, severity: Severity, code: str, n: int | None, message: str) -> None:
        """Note a finding; of one code only so many are told, the rest counted."""
        told = self._told.setdefault(code, [])
        if n is not None:
            told.append(n)
        if len(told) <= _SHOWN:
            self.found.append(Finding(severity, code, () if n is None else (n,), message))

    def take(self, event: Event) -> None:
        """Look at one more event."""
        kind = event.type
        if event.fault:
            self._damaged(event)
        if kind == COMMENT:
            return
        if self._terminal is not None and kind not in (DONE, "keepalive"):
            self._after_end.append(event.n)
        if kind == DONE:
            self._sentinels.append(event.n)
        if kind in TERMINAL:
            self._terminal = event.n if self._terminal is None else self._terminal
        if kind == "error":
            self._errors.append(event.n)
        if self._first is None and kind != DAMAGED:
            self._first = event
        if kind not in CATALOGUE and kind != DAMAGED:
            self._unknown.setdefault(kind, []).append(event.n)
        if not event.data:
            return
        self._number(event)
        self._field_kinds(event)
        self._field_name(event)

    def _damaged(self, event: Event) -> None:
        ended = self._recording.ended
        last = event.n == len(self._recording) - 1
        if last and event.fault == "cut off before its blank line":
            if ended is not None and ended.end is End.EOF:
                self.tell(
                    Severity.VIOLATION,
                    "cut-off",
                    event.n,
                    "The stream ended within this frame, before its blank line: clients that "
                    "keep to the format drop it.",
                )
            return
        self.tell(Severity.VIOLATION, "damaged", event.n, f"A damaged frame: {event.fault}.")

    def _number(self, event: Event) -> None:
        number = event.data.get("sequence_number")
        if type(number) is not int:
            if number is None and event.type not in _WITHOUT_NUMBER:
                self._unnumbered.append(event.n)
            return
        before = self._sequence
        if before is None:
            self._first_sequence = number
        elif number == before or number in self._seen_numbers:
            word = "repeated" if number == before else "goes back"
            self.tell(
                Severity.VIOLATION,
                "sequence-repeated",
                event.n,
                f"The sequence number is {word}: {number} after {before}.",
            )
        elif number < before:
            self.tell(
                Severity.VIOLATION,
                "sequence-back",
                event.n,
                f"The sequence number goes back: {number} after {before}.",
            )
        elif number > before + 1:
            missing = f"{before + 1}" if number == before + 2 else f"{before + 1}–{number - 1}"
            self.tell(
                Severity.VIOLATION,
                "sequence-gap",
                event.n,
                f"The sequence numbers jump from {before} to {number}: {missing} did not come.",
            )
        self._numbered += 1
        self._sequence = number
        self._seen_numbers.add(number)

    def _field_kinds(self, event: Event) -> None:
        if event.type not in CATALOGUE:
            return
        data = event.data
        for key, (kind, name) in _KINDS.items():
            value = data.get(key)
            if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
                continue
            self.tell(
                Severity.VIOLATION,
                "wrong-kind",
                event.n,
                f"`{key}` of {short(event.type)} is {_kind(value)}, not {name}.",
            )
        if CATALOGUE[event.type].grows:
            value = data.get("delta")
            wanted = dict if event.type in _DELTA_OBJECTS else str
            if not isinstance(value, wanted):
                what = "missing" if value is None else f"{_kind(value)}"
                self.tell(
                    Severity.VIOLATION,
                    "wrong-kind",
                    event.n,
                    f"`delta` of {short(event.type)} is {what}.",
                )

    def _field_name(self, event: Event) -> None:
        named = fields(self._recording.raw(event.n)[:4096].split(b"\n", 1)[0]).event
        if named and named != event.type and isinstance(event.data.get("type"), str):
            self.tell(
                Severity.VIOLATION,
                "event-name",
                event.n,
                f"The `event:` line says {named!r}, the data {event.type!r}.",
            )

    def close(self) -> Iterator[Finding]:
        """What can be said once all events were seen."""
        for code, told in self._told.items():
            if len(told) > _SHOWN:
                rest = tuple(told[_SHOWN:])
                severity = next(found.severity for found in self.found if found.code == code)
                yield Finding(severity, code, rest, f"The same in {len(rest):,} more.")
        yield from self._numbers()
        for kind, numbers in self._unknown.items():
            yield Finding(
                Severity.REMARK,
                "unknown-type",
                tuple(numbers),
                f"{counted(len(numbers), 'event')} of a type this protocol does not have: "
                f"{kind!r}. Passed over.",
            )
        yield from self._start()
        yield from self._end()

    def _numbers(self) -> Iterator[Finding]:
        missing = self._unnumbered
        if missing and self._numbered:
            yield Finding(
                Severity.REMARK,
                "sequence-missing",
                tuple(missing),
                f"{counted(len(missing), 'event')} of {self._numbered + len(missing):,} without a "
                "sequence number: a dropped stream cannot be resumed at them.",
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
                + (": the rest of a stream that was resumed." if self._continues() else "."),
            )

    def _continues(self) -> bool:
        """Whether the stream takes up another one in its middle."""
        return self._first is not None and self._first.type not in (
            "response.created",
            "response.queued",
            "error",
        )

    def _start(self) -> Iterator[Finding]:
        first = self._first
        if first is None or not self._continues() or self._recording.request.resume is not None:
            return
        if not self._first_sequence:
            yield Finding(
                Severity.REMARK,
                "no-created",
                (first.n,),
                f"The stream begins with {short(first.type)!r}, not with `created`.",
            )

    def _end(self) -> Iterator[Finding]:
        recording = self._recording
        if self._sentinels:
            yield Finding(
                Severity.REMARK,
                "sentinel",
                tuple(self._sentinels),
                "`[DONE]` ends the stream, as in another protocol: passed over.",
            )
        if self._after_end:
            yield Finding(
                Severity.VIOLATION,
                "after-end",
                tuple(self._after_end),
                f"{counted(len(self._after_end), 'event')} after the terminal event "
                f"({self._terminal}): clients have stopped reading by then.",
            )
        if self._terminal is not None or recording.ended is None:
            return
        end = recording.ended.end
        if end in (End.STOPPED, End.REFUSED):
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
            broke = "broke off" if end is End.BROKEN else "ended"
            yield Finding(
                Severity.VIOLATION,
                "no-terminal",
                last,
                f"The stream {broke} without `completed`, `incomplete` or `failed`: the answer "
                "is cut off.",
            )


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
