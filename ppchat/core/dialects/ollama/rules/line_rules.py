"""Where a stream departs from Ollama's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, cap_findings
from ppchat.core.dialects.ollama.event_summary import summarize
from ppchat.core.dialects.ollama.event_types import reports_error
from ppchat.core.dialects.ollama.line import is_chat_line, is_line
from ppchat.core.dialects.ollama.rules.end_rules import EndRules
from ppchat.core.dialects.ollama.rules.field_rules import LineFieldRules
from ppchat.core.dialects.ollama.rules.rule_table import rule_finding
from ppchat.core.dialects.shared_rules.frame_rules import FrameRules, is_truncated
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE, Event
from ppchat.core.stream.foreign import name_protocol
from ppchat.core.stream.signals import End
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import string

_SHOWN: Final = 40
"""Characters of a foreign name that a finding quotes."""
_CUT_OFF: Final = "cut off"
"""In the fault of a frame that has no end."""


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order."""
    rules = _LineRules(recording)
    for event in map(recording.event, range(len(recording))):
        if is_truncated(recording) and _CUT_OFF in event.fault:
            break  # only a part of this line was recorded
        rules.check(event)
    findings = rules.finish()
    return cap_findings(sorted(findings, key=lambda finding: next(iter(finding.events), -1)))


class _LineRules:
    """All rules."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._frames = FrameRules(recording, summarize)
        self._fields, self._end = LineFieldRules(), EndRules()
        self._cut_off: list[int] = []
        self._sentinels: list[int] = []
        self._untyped: list[int] = []
        self._foreign: dict[str, list[int]] = {}
        self._model = ""
        self._other_models: dict[int, str] = {}
        self._is_chat: bool | None = None
        self._other_calls: list[int] = []
        self._created_at: datetime | None = None
        self._reversed: list[int] = []
        self._has_line = False

    def check(self, event: Event) -> None:
        """Check one more event."""
        is_last = event.n == len(self._recording) - 1
        ended = self._recording.ended
        if is_last and _CUT_OFF in event.fault and ended is not None:
            if ended.end is End.EOF:
                self._cut_off.append(event.n)
            return
        if not self._frames.check(event) or (event.fault and not event.data):
            return
        self._end.check(event)
        data = event.data
        if event.type == DONE:
            self._sentinels.append(event.n)
        elif is_line(data):
            self._has_line = True
            self._fields.check(event)
            self._check_line(event.n, data)
        elif event.type != COMMENT and not reports_error(data):
            protocol = name_protocol(data)
            (self._foreign.setdefault(protocol, []) if protocol else self._untyped).append(event.n)

    def _check_line(self, n: int, data: JsonObject) -> None:
        model = string(data, "model")
        self._model = self._model or model
        if model and model != self._model:
            self._other_models[n] = model
        is_chat = is_chat_line(data)
        if is_chat or "response" in data:
            self._is_chat = is_chat if self._is_chat is None else self._is_chat
            if is_chat is not self._is_chat:
                self._other_calls.append(n)
        created_at = _parse_time(string(data, "created_at"))
        if created_at is not None:
            if self._created_at is not None and created_at < self._created_at:
                self._reversed.append(n)
            self._created_at = created_at

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        recording = self._recording
        end = recording.ended.end if recording.ended else None
        has_ended = end in (End.EOF, End.BROKEN) and not is_truncated(recording)
        is_complete = end is End.EOF and has_ended and not self._cut_off
        yield from self._frames.finish()
        yield from self._fields.finish()
        for code, events, message in (
            ("cut-off", self._cut_off, "The stream ended inside this line."),
            ("sentinel", self._sentinels, "`[DONE]` is not part of this protocol."),
            ("untyped", self._untyped, "A line is neither a part of an answer nor an error."),
            ("call-changes", self._other_calls, "Lines of another call: `/api/chat` or its like."),
            ("time-reversed", self._reversed, "`created_at` is earlier than in the line before."),
        ):
            if events:
                yield rule_finding(code, tuple(events), message)
        for protocol, events in self._foreign.items():
            message = f"{pluralize(len(events), 'event')} of another protocol: {protocol}."
            yield rule_finding("protocol-changes", tuple(events), message)
        if self._other_models:
            events = list(self._other_models)
            other = self._other_models[events[0]][:_SHOWN]
            message = f"The model is {self._model[:_SHOWN]!r} at first, and later {other!r}."
            yield rule_finding("model-changes", tuple(events), message)
        is_known = self._has_line and not self._frames.unread
        yield from self._end.finish(is_complete=is_complete and is_known)
        if has_ended and not self._has_line and recording.response.error is None:
            yield rule_finding("empty", (), "The stream holds no line of an answer, and no error.")


def _parse_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
