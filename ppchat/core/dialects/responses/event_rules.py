"""Whether the frames of a stream can be read, and their numbers and names are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.event_names import EventNames
from ppchat.core.dialects.finding import Finding, cap_findings
from ppchat.core.dialects.responses.event_summary import summarize
from ppchat.core.dialects.responses.events.field_rules import FieldRules
from ppchat.core.dialects.responses.events.lifecycle_rules import LifecycleRules
from ppchat.core.dialects.responses.events.rule_table import EVENT_RULES, event_finding
from ppchat.core.dialects.responses.item_rules import ItemRules
from ppchat.core.dialects.responses.profiles import is_extension, shown_profile
from ppchat.core.dialects.shared_rules.frame_rules import FrameRules, is_truncated
from ppchat.core.stream.event import COMMENT, DONE, OVERSIZE, TWO_TEXTS, UNTYPED, Event
from ppchat.core.text.display import pluralize

_PROFILES: Final = {code: rule.profile for code, rule in EVENT_RULES.items()}
_BEGINNINGS: Final = frozenset({"response.created", "response.queued"})


def protocol_findings(recording: RecordingView, profile: str = "") -> list[Finding]:
    """Where a stream departs from the protocol, in stream order.

    Several responses in one recording are one finding, and each is checked by itself. The rules
    are those of `profile`, else of the one that the stream shows.
    """
    rules = _ResponseRules(recording)
    unordered: list[Finding] = []
    starts: list[int] = []
    for event in map(recording.event, range(len(recording))):
        if is_truncated(recording) and "cut off" in event.fault:
            break  # only a part of this frame was recorded
        if rules.is_followed_by(event):
            unordered += rules.finish()
            starts.append(event.n)
            rules = _ResponseRules(recording)
        rules.check(event)
    unordered += rules.finish()
    kept = (profile or shown_profile(recording).value, "")
    unordered = [one for one in unordered if _PROFILES.get(one.code, "") in kept]
    if starts:
        where = "event" if len(starts) == 1 else "events"
        message = (
            f"The stream holds {len(starts) + 1} responses, another from {where} "
            f"{', '.join(map(str, starts[:5]))}{' …' if len(starts) > 5 else ''}: "
            "clients stop reading after the first."
        )
        unordered.append(event_finding("two-responses", tuple(starts), message))
    return cap_findings(sorted(unordered, key=lambda finding: next(iter(finding.events), -1)))


class _ResponseRules:
    """All rules, for one response."""

    def __init__(self, recording: RecordingView) -> None:
        dialect = recording.dialect
        self._terminal_types = dialect.terminal_types
        self._events, self._items = EventRules(recording), ItemRules(dialect)
        self._fields, self._lifecycle = FieldRules(dialect), LifecycleRules(recording)
        self._first_type = ""
        self._has_ended = False

    def is_followed_by(self, event: Event) -> bool:
        """Whether this response has ended, and the event begins another one."""
        return self._has_ended and event.type in _BEGINNINGS

    def check(self, event: Event) -> None:
        """Check one more event."""
        self._events.check(event)
        if not self._events.unread:  # from there on, what items and parts hold is unknown
            self._items.check(event)
        if event.type == COMMENT:
            return
        self._first_type = self._first_type or event.type
        self._has_ended = self._has_ended or event.type in self._terminal_types
        self._lifecycle.check(event)
        if OVERSIZE not in event.fault:
            self._fields.check(event)

    def finish(self) -> Iterator[Finding]:
        """All findings about the response."""
        yield from self._events.finish(continues=self._lifecycle.continues)
        yield from self._fields.finish()
        yield from self._lifecycle.finish(self._events.first_sequence)
        from_start = self._first_type in _BEGINNINGS and not self._events.unread
        yield from self._items.finish(from_start=from_start)


class EventRules:
    """Checks event by event, and collects the findings."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._dialect = recording.dialect
        self._findings: list[Finding] = []
        self._sequence: int | None = None
        self.first_sequence: int | None = None
        self._numbered = 0
        self._unnumbered: list[int] = []
        self._seen_numbers: set[int] = set()
        self._unknown: dict[str, list[int]] = {}
        self._names = EventNames()
        self._extensions: list[int] = []
        self._sentinels: list[int] = []
        self._has_ended = False
        self._frames = FrameRules(recording, summarize)
        self._is_number_unread = False

    @property
    def unread(self) -> list[int]:
        """The events that were too large to be read whole."""
        return self._frames.unread

    def _report(self, code: str, n: int, message: str) -> None:
        self._findings.append(event_finding(code, (n,), message))

    def check(self, event: Event) -> None:
        """Check one more event."""
        kind = event.type
        if not self._frames.check(event):
            self._is_number_unread = True
            return
        if kind == COMMENT:
            return
        if kind == DONE:
            self._sentinels.append(event.n)
        if is_extension(kind):
            self._extensions.append(event.n)
        elif kind not in self._dialect.event_types and kind != UNTYPED:
            self._unknown.setdefault(kind, []).append(event.n)
        self._has_ended = self._has_ended or kind in self._dialect.terminal_types
        if event.data and TWO_TEXTS not in event.fault:
            self._check_sequence(event)
            self._names.check(event, self._recording.raw(event.n))

    def _check_sequence(self, event: Event) -> None:
        number = event.data.get("sequence_number")
        if type(number) is not int:
            known = self._dialect.event_types.get(event.type)
            if number is None and known is not None and known.in_sdk:
                self._unnumbered.append(event.n)
            return
        previous = self._sequence
        if previous is None:
            self.first_sequence = number
        elif number == previous or number in self._seen_numbers:
            self._report(
                "sequence-repeated",
                event.n,
                f"The sequence number is repeated: {number} after {previous}.",
            )
        elif number < previous:
            self._report(
                "sequence-back",
                event.n,
                f"The sequence number goes back: {number} after {previous}.",
            )
        elif number > previous + 1 and not self._is_number_unread:
            first = previous + 1
            missing = f"{first}" if number == first + 1 else f"{first}–{number - 1}"
            self._report(
                "sequence-gap",
                event.n,
                f"The sequence numbers jump from {previous} to {number}: missing {missing}.",
            )
        self._is_number_unread = False
        self._numbered += 1
        self._sequence = number
        self._seen_numbers.add(number)

    def finish(self, *, continues: bool) -> Iterator[Finding]:
        """The findings, once the stream has ended; `continues` if it is the rest of another."""
        yield from self._frames.finish()
        yield from self._findings
        yield from self._sequence_findings(continues=continues)
        for kind, numbers in self._unknown.items():
            yield event_finding(
                "unknown-type",
                tuple(numbers),
                f"{pluralize(len(numbers), 'event')} of the unknown type {kind!r}: ignored.",
            )
        yield from self._names.findings(event_finding)
        if self._sentinels:
            yield event_finding(
                "sentinel",
                tuple(self._sentinels),
                "`[DONE]` ends the stream, as in Chat Completions: ignored.",
            )
        elif self._has_ended and not is_truncated(self._recording):
            yield event_finding("no-sentinel", (), "The stream ends without `[DONE]`.")
        if unnamed := self._names.unnamed:
            count = pluralize(len(unnamed), "event")
            message = f"{count} without an `event:` line, which has to name the type."
            yield event_finding("no-event-line", tuple(unnamed), message)
        if self._extensions:
            count = pluralize(len(self._extensions), "event")
            message = f"{count} of a vendor's own types, as Open Responses allows: ignored."
            yield event_finding("extension", tuple(self._extensions), message)

    def _sequence_findings(self, *, continues: bool) -> Iterator[Finding]:
        missing = self._unnumbered
        if missing and self._numbered:
            is_rare = len(missing) < self._numbered
            yield event_finding(
                "sequence-partial" if is_rare else "sequence-missing",
                tuple(missing),
                f"{pluralize(len(missing), 'event')} of {self._numbered + len(missing):,} without "
                "a sequence number: strict clients reject them, and a dropped stream cannot be "
                "resumed at them.",
            )
        elif missing:
            yield event_finding(
                "sequence-missing",
                (),
                "No event has a sequence number: a dropped stream cannot be resumed.",
            )
        first = self.first_sequence
        if first and first > 1 and not missing:  # a background response begins at 1
            resumed = self._recording.request.resume
            if resumed is not None and first == resumed[1] + 1:
                return
            yield event_finding(
                "sequence-start",
                (),
                f"The sequence numbers begin at {first}, not at 0"
                + (": this is the rest of a resumed stream." if continues else "."),
            )
