"""Whether a stream is of one message, from `message_start` to `message_stop` or an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.messages.event_types import PREFIX
from ppchat.core.dialects.messages.reasons import COMPLETE_REASONS, INCOMPLETE_REASONS
from ppchat.core.dialects.messages.rules.rule_table import rule_finding
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE, Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import count, mapping, string

_SILENT: Final = frozenset({"ping", COMMENT})
_VALUE_LENGTH: Final = 40


class MessageRules:
    """Checks event by event, and collects the findings."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._first: Event | None = None
        self._start: int | None = None
        self._has_output = False
        self._counts: dict[str, int] = {}
        self._reason_at: int | None = None
        self.reason = ""
        """The stop reason; empty before it comes."""
        self.end: int | None = None
        """The event with `message_stop`."""
        self.error: int | None = None
        """The first event with an error."""
        self._late: list[int] = []
        self._after_end: list[int] = []
        self._after_error: list[int] = []

    def check(self, event: Event) -> None:
        """Check one more event with data."""
        kind = event.type
        if kind in _SILENT or kind == DONE:
            return
        self._first = self._first or event
        self._has_output = self._has_output or bool(event.delta)
        if self.error is not None:
            self._after_error.append(event.n)
        elif self.end is not None:
            self._after_end.append(event.n)
        elif self.reason and kind.startswith(PREFIX):
            self._late.append(event.n)
        match kind:
            case "message_start":
                self._check_start(event)
            case "message_delta":
                self._check_reason(event)
            case "message_stop":
                self.end = event.n if self.end is None else self.end
            case "error":
                self.error = event.n if self.error is None else self.error

    def _report(self, code: str, n: int, message: str) -> None:
        self._findings.append(rule_finding(code, (n,), message))

    def _check_start(self, event: Event) -> None:
        if self._start is not None:
            message = f"`message_start` comes again: the first was event {self._start}."
            self._report("start-twice", event.n, message)
        self._start = event.n if self._start is None else self._start
        begun = mapping(event.data, "message")
        if begun.get("content"):
            self._report("start-content", event.n, "The message of `message_start` has content.")
        self._check_counts(event.n, mapping(begun, "usage"))

    def _check_reason(self, event: Event) -> None:
        delta = mapping(event.data, "delta")
        self._check_counts(event.n, mapping(event.data, "usage"))
        reason = string(delta, "stop_reason")
        if not reason:
            return
        self.reason, self._reason_at = reason, event.n
        if reason not in COMPLETE_REASONS and reason not in INCOMPLETE_REASONS:
            message = f"The stop reason {reason[:_VALUE_LENGTH]!r} is unknown."
            self._report("unknown-stop-reason", event.n, message)
        sequence = string(delta, "stop_sequence")
        if (reason == "stop_sequence") != bool(sequence):
            words = repr(sequence[:_VALUE_LENGTH]) if sequence else "none"
            message = f"The stop reason is {reason[:_VALUE_LENGTH]!r}, the stop sequence {words}."
            self._report("stop-sequence", event.n, message)

    def _check_counts(self, n: int, usage: JsonObject) -> None:
        for name in ("input_tokens", "output_tokens"):
            number = count(usage, name)
            if number is None:
                continue
            before = self._counts.get(name, 0)
            if number < before:
                message = f"`{name}` falls from {before:,} to {number:,}: it counts from the start."
                self._report("usage-falls", n, message)
            self._counts[name] = number

    def finish(self, *, awaits_result: bool, unread: bool) -> Iterator[Finding]:
        """The findings; `unread` if frames could not be read, so that something may be in them."""
        yield from self._findings
        first = self._first
        if first is not None and first.type not in ("message_start", "error") and not unread:
            late = f"; it comes as event {self._start}" if self._start is not None else ""
            message = f"The stream begins with {first.type!r}, not with `message_start`{late}."
            yield rule_finding("no-start", (first.n,), message)
        if self._late:
            message = f"{pluralize(len(self._late), 'event')} of blocks after the stop reason."
            yield rule_finding("late-content", tuple(self._late), message)
        if self.end is not None and not unread:
            yield from self._end_findings(self.end, awaits_result=awaits_result)
        for code, events, end in (
            ("after-end", self._after_end, "`message_stop`"),
            ("after-error", self._after_error, "the error, at which clients stop reading"),
        ):
            if events:
                message = f"{pluralize(len(events), 'event')} after {end}."
                yield rule_finding(code, tuple(events), message)

    def _end_findings(self, end: int, *, awaits_result: bool) -> Iterator[Finding]:
        if not self.reason or self._reason_at is None:
            message = "`message_stop` comes without a stop reason before it."
            yield rule_finding("no-stop-reason", (end,), message)
        elif self.reason == "tool_use" and not awaits_result:
            message = "The stop reason is 'tool_use', and there is no `tool_use` block."
            yield rule_finding("stop-reason-contradicts", (self._reason_at,), message)
        elif self.reason == "end_turn" and awaits_result:
            message = (
                "The stop reason is 'end_turn', and there is a `tool_use` block: clients that "
                "rely on the reason do not run the tool."
            )
            yield rule_finding("stop-reason-contradicts", (self._reason_at,), message)
        if self._counts.get("output_tokens") == 0 and self._has_output:
            message = "The usage counts 0 output tokens for streamed output."
            yield rule_finding("usage-zero", (end,), message)
