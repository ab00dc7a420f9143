"""Where a stream departs from Messages: what its frames, events and names say, and all rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.event_names import EventNames
from ppchat.core.dialects.finding import Finding, cap_findings
from ppchat.core.dialects.messages.event_summary import summarize
from ppchat.core.dialects.messages.event_types import DELTA, EVENT_TYPES, START
from ppchat.core.dialects.messages.reasons import INCOMPLETE_REASONS
from ppchat.core.dialects.messages.rules.block_rules import BlockRules
from ppchat.core.dialects.messages.rules.field_rules import MessagesFieldRules
from ppchat.core.dialects.messages.rules.message_rules import MessageRules
from ppchat.core.dialects.messages.rules.rule_table import rule_finding
from ppchat.core.dialects.shared_rules.frame_rules import FrameRules, is_truncated
from ppchat.core.stream.event import DONE, NO_TYPE, TWO_TEXTS, UNTYPED, Event
from ppchat.core.stream.signals import End
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order.

    Several messages in one recording are one finding, and each is checked by itself.
    """
    rules = _StreamRules(recording)
    unordered: list[Finding] = []
    starts: list[int] = []
    for event in map(recording.event, range(len(recording))):
        if is_truncated(recording) and "cut off" in event.fault:
            break  # only a part of this frame was recorded
        if rules.has_ended and event.type == "message_start":
            unordered += rules.finish(is_last=False)
            starts.append(event.n)
            rules = _StreamRules(recording)
        rules.check(event)
    unordered += rules.finish(is_last=True)
    if starts:
        message = (
            f"The stream holds {len(starts) + 1} messages: clients stop reading after the first."
        )
        unordered.append(rule_finding("two-messages", tuple(starts), message))
    return cap_findings(sorted(unordered, key=lambda finding: next(iter(finding.events), -1)))


class _StreamRules:
    """All rules, for one message."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._frames = FrameRules(recording, summarize)
        self._names, self._fields = EventNames(), MessagesFieldRules()
        self._blocks, self._message = BlockRules(), MessageRules()
        self._unknown: dict[tuple[str, str], list[int]] = {}
        self._untyped: list[int] = []
        self._sentinels: list[int] = []
        self._is_unread = False
        """Whether a frame could not be read: from there on, what blocks hold is unknown."""

    @property
    def has_ended(self) -> bool:
        """Whether the message has its end."""
        return self._message.end is not None

    def check(self, event: Event) -> None:
        """Check one more event."""
        can_be_judged = self._frames.check(event)
        if event.type == DONE:
            self._sentinels.append(event.n)
        if not event.data or not can_be_judged or TWO_TEXTS in event.fault:
            self._is_unread = self._is_unread or bool(event.fault)
            if event.type == "error":
                self._message.check(event)
            return
        if NO_TYPE in event.fault or (event.type == "error" and "type" not in event.data):
            self._untyped.append(event.n)
        self._names.check(event, self._recording.raw(event.n))
        self._check_known(event)
        self._fields.check(event)
        self._message.check(event)
        if not self._is_unread:
            self._blocks.check(event)

    def _check_known(self, event: Event) -> None:
        field = _INNER.get(event.type)
        if field is not None:
            name = string(mapping(event.data, field), "type")
            if name:
                self._unknown.setdefault((event.type, name), []).append(event.n)
        elif event.type not in EVENT_TYPES and event.type != UNTYPED:
            self._unknown.setdefault(("", event.type), []).append(event.n)

    def finish(self, *, is_last: bool) -> Iterator[Finding]:
        """All findings about the message; `is_last` if no other one follows it."""
        yield from self._frames.finish()
        yield from self._names.findings(rule_finding)
        yield from self._name_findings()
        yield from self._fields.finish()
        message, blocks = self._message, self._blocks
        yield from blocks.finish(
            stopped=self.has_ended and not self._is_unread,
            incomplete=message.reason in INCOMPLETE_REASONS,
        )
        awaits_result = blocks.awaits_result()
        yield from message.finish(awaits_result=awaits_result, unread=self._is_unread)
        if is_last:
            yield from self._end_findings()

    def _name_findings(self) -> Iterator[Finding]:
        for (kind, name), events in self._unknown.items():
            code, words = _UNKNOWN[kind]
            message = f"{words.format(pluralize(len(events), 'event'), name)}: ignored."
            yield rule_finding(code, tuple(events), message)
        if self._untyped:
            message = f"{pluralize(len(self._untyped), 'event')} without `type` in the data."
            yield rule_finding("untyped", tuple(self._untyped), message)
        unnamed, named = self._names.unnamed, self._names.named
        if unnamed and named:
            message = (
                f"{pluralize(len(unnamed), 'event')} of {len(unnamed) + named:,} without an "
                "`event:` line: Anthropic's SDK passes over them."
            )
            yield rule_finding("event-line-partial", tuple(unnamed), message)
        elif unnamed:
            message = "No event has an `event:` line: Anthropic's SDK would pass over all."
            yield rule_finding("event-line-missing", (), message)
        if self._sentinels:
            message = "`[DONE]` ends the stream, as in Chat Completions: ignored."
            yield rule_finding("sentinel", tuple(self._sentinels), message)

    def _end_findings(self) -> Iterator[Finding]:
        recording, message = self._recording, self._message
        end = recording.ended.end if recording.ended else None
        if end is None or end in (End.STOPPED, End.REFUSED) or is_truncated(recording):
            return
        if not len(recording):
            yield rule_finding("empty", (), "The stream holds no event.")
        elif message.end is None and message.error is None:
            verb = "broke off" if end is End.BROKEN else "ended"
            after = ", though after its stop reason" if message.reason else ""
            words = f"The stream {verb} without `message_stop`{after}: the answer is cut off."
            yield rule_finding("no-stop", (len(recording) - 1,), words)


_INNER: Final = {START: "content_block", DELTA: "delta"}
"""The field whose type is unknown, by the type of an event without a suffix."""
_UNKNOWN: Final = {
    "": ("unknown-type", "{} of the unknown type {!r}"),
    START: ("unknown-block", "{} with a block of the unknown type {!r}"),
    DELTA: ("unknown-delta", "{} with a delta of the unknown kind {!r}"),
}
