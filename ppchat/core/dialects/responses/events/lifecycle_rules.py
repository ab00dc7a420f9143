"""Whether a stream is of one response, from `created` to one terminal event that agrees with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.events.rule_table import event_finding
from ppchat.core.dialects.responses.events.schema import EVENT_STATUSES
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import DONE, NO_TYPE, Event
from ppchat.core.stream.signals import TRUNCATED, End
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import count, mapping, string

_CREATED: Final = "response.created"
_FIRST: Final = frozenset({_CREATED, "response.queued", "error"})
_VALUE_LENGTH: Final = 80
_NAMES: Final = 6
"""Event types that a finding names."""
_LOOKED_AT: Final = 100
"""Untyped events that are looked at to describe them."""


class LifecycleRules:
    """Checks event by event, and collects the findings."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._dialect = recording.dialect
        self._findings: list[Finding] = []
        self._first: Event | None = None
        self._created: int | None = None
        self._identity: dict[str, str] = {}
        self._changes: dict[str, dict[int, str]] = {"id": {}, "model": {}}
        self._has_output = False
        self._terminal: int | None = None
        self._after_end: list[int] = []
        self._errors: list[int] = []
        self._untyped: list[int] = []
        self._end_is_untyped = False

    def check(self, event: Event) -> None:
        """Check one more event, other than a comment."""
        kind = event.type
        if self._terminal is not None and kind not in (DONE, "keepalive"):
            self._after_end.append(event.n)
        is_typed = "type" in event.data
        if NO_TYPE in event.fault or (kind == "error" and not is_typed):
            self._untyped.append(event.n)
        if kind in self._dialect.terminal_types and self._terminal is None:
            if is_typed or mapping(event.data, "response"):
                self._terminal = event.n
            else:
                self._end_is_untyped = True
                self._untyped += [] if event.n in self._untyped[-1:] else [event.n]
        self._has_output = self._has_output or bool(event.delta)
        if kind == "error" and not event.fault:
            self._errors.append(event.n)
        known = self._dialect.event_types.get(kind)
        if known is None or not (known.in_sdk and event.data):
            return
        self._first = self._first or event
        if kind == _CREATED:
            self._check_created(event)
        if known.response_status and not event.fault:
            self._check_response(event, mapping(event.data, "response"))

    def _report(self, code: str, n: int, message: str) -> None:
        self._findings.append(event_finding(code, (n,), message))

    def _check_created(self, event: Event) -> None:
        if self._created is not None:
            self._report(
                "created-twice",
                event.n,
                f"`created` comes again: the first was event {self._created}.",
            )
        self._created = event.n if self._created is None else self._created

    def _check_response(self, event: Event, response: JsonObject) -> None:
        name = self._dialect.short_type(event.type)
        for key in self._changes:
            value = string(response, key)
            if value and value != self._identity.setdefault(key, value):
                self._changes[key][event.n] = value
        status = string(response, "status")
        allowed = EVENT_STATUSES.get(event.type, frozenset())
        if status and allowed and status not in allowed:
            self._report(
                "status-contradicts",
                event.n,
                f"The response of {name} has the status {status[:_VALUE_LENGTH]!r}.",
            )
        if event.type == "response.failed" and response and not mapping(response, "error"):
            self._report("failed-without-error", event.n, "`failed` does not say why.")
        reason = string(mapping(response, "incomplete_details"), "reason")
        if event.type == "response.incomplete" and response and not reason:
            self._report("incomplete-without-reason", event.n, "`incomplete` gives no reason.")
        if event.type in self._dialect.terminal_types:
            self._check_usage(event.n, mapping(response, "usage"))

    def _check_usage(self, n: int, usage: JsonObject) -> None:
        sent, received = count(usage, "input_tokens"), count(usage, "output_tokens")
        total = count(usage, "total_tokens")
        if None not in (sent, received, total) and (sent or 0) + (received or 0) != total:
            self._report(
                "usage-sum",
                n,
                f"The usage does not add up: {sent:,} tokens in and {received:,} out, but "
                f"{total:,} in total.",
            )
        for whole, side, detail in ((sent, "input", "cached"), (received, "output", "reasoning")):
            part = count(mapping(usage, f"{side}_tokens_details"), f"{detail}_tokens")
            if part is not None and whole is not None and part > whole:
                self._report(
                    "usage-sum",
                    n,
                    f"The usage does not add up: {part:,} {detail} tokens of {whole:,} {side} "
                    "tokens.",
                )
        if received == 0 and self._has_output:
            self._report("usage-zero", n, "The usage counts 0 output tokens for streamed output.")

    def finish(self, first_sequence: int | None) -> Iterator[Finding]:
        """The findings, once the stream has ended; `first_sequence` is its first number, if any."""
        yield from self._findings
        yield from self._identity_findings()
        if self._untyped:
            yield self._untyped_finding()
        yield from self._start_findings(first_sequence)
        if self._after_end:
            yield event_finding(
                "after-end",
                tuple(self._after_end),
                f"{pluralize(len(self._after_end), 'event')} after the terminal event "
                f"(event {self._terminal}): clients have stopped reading by then.",
            )
        yield from self._end_findings()

    def _identity_findings(self) -> Iterator[Finding]:
        for code, key in (("response-id-changes", "id"), ("model-changes", "model")):
            changes = self._changes[key]
            if changes:
                names = [self._dialect.short_type(self._recording.event(n).type) for n in changes]
                value, before = next(iter(changes.values())), self._identity[key]
                yield event_finding(
                    code,
                    tuple(changes),
                    f"The response's {key} changes in {', '.join(names[:_NAMES])}: "
                    f"{value[:_VALUE_LENGTH]!r} after {before[:_VALUE_LENGTH]!r}.",
                )

    def _untyped_finding(self) -> Finding:
        sample = [self._recording.event(n) for n in self._untyped[:_LOOKED_AT]]
        names = list(dict.fromkeys(self._dialect.short_type(event.type) for event in sample))
        is_bare = any(event.data.get("object") == "response" for event in sample)
        wrapped = ", and no `response` around the response" if is_bare else ""
        end = " The end of the stream could not be understood." if self._end_is_untyped else ""
        return event_finding(
            "untyped",
            tuple(self._untyped),
            f"{pluralize(len(self._untyped), 'event')} ({', '.join(names[:_NAMES])}) without "
            f"`type` in the data{wrapped}: clients skip them.{end}",
        )

    @property
    def continues(self) -> bool:
        """Whether the stream continues another one."""
        return self._first is not None and self._first.type not in _FIRST

    def _start_findings(self, first_sequence: int | None) -> Iterator[Finding]:
        first = self._first
        if first is None or not self.continues or self._recording.request.resume is not None:
            return
        recording = self._recording
        if any(recording.event(n).fault for n in range(min(first.n, _LOOKED_AT))):
            return  # the first event may be there, but cannot be read
        if self._created is not None or not first_sequence or first_sequence == 1:
            late = f"; it comes as event {self._created}" if self._created is not None else ""
            yield event_finding(
                "no-created",
                (first.n,),
                f"The stream begins with {self._dialect.short_type(first.type)!r}, not with "
                f"`created`{late}.",
            )

    def _end_findings(self) -> Iterator[Finding]:
        recording = self._recording
        if self._terminal is not None or recording.ended is None or self._end_is_untyped:
            return
        end = recording.ended.end
        if end in (End.STOPPED, End.REFUSED) or is_truncated(recording):
            return
        if not len(recording):
            yield event_finding("empty", (), "The stream holds no event.")
        elif self._errors:
            yield event_finding(
                "error-end",
                tuple(self._errors),
                "The stream ends after an error, without `failed`.",
            )
        else:
            verb = "broke off" if end is End.BROKEN else "ended"
            yield event_finding(
                "no-terminal",
                (len(recording) - 1,),
                f"The stream {verb} without `completed`, `incomplete` or `failed`: the answer "
                "is cut off.",
            )


def is_truncated(recording: RecordingView) -> bool:
    """Whether the rest of the stream was not recorded."""
    problem = recording.ended.problem if recording.ended else None
    return problem is not None and problem.kind == TRUNCATED
