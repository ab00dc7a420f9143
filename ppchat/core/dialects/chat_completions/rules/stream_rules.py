"""Whether all of a stream is chunks of one completion, up to `[DONE]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.dialects.chat_completions.rules.field_rules import is_filter_frame
from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.chat_completions.server_reports import reports_error, usage_data
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE, UNTYPED, Event
from ppchat.core.stream.foreign import name_protocol
from ppchat.core.text.display import pluralize

_SHOWN: Final = 40
"""Characters of a foreign value that a finding quotes."""
_IDENTITY: Final = ("id", "created", "model")


def is_chunk(event: Event) -> bool:
    """Whether an event is a chunk, of whatever it consists."""
    data = event.data
    return "choices" in data or str(data.get("object")).startswith("chat.completion")


class StreamRules:
    """Checks event by event, and collects the findings about the stream as a whole."""

    def __init__(self, recording: RecordingView) -> None:
        self._recording = recording
        self._identity: dict[str, Any] = {}
        self._changes: dict[str, dict[int, Any]] = {}
        self._named: list[int] = []
        self._blank: list[int] = []
        self._whole: list[int] = []
        self._untyped: list[int] = []
        self._unknown: dict[str, list[int]] = {}
        self._foreign: dict[str, list[int]] = {}
        self._done: int | None = None
        self._after_done: list[int] = []
        self._has_error = False

    def check(self, event: Event) -> None:
        """Check one more event."""
        if event.type == COMMENT:
            return
        if self._done is not None:
            self._after_done.append(event.n)
        if event.type == DONE:
            self._done = event.n if self._done is None else self._done
            return
        if b"event:" in self._recording.raw(event.n)[:64] and not event.fault:
            self._named.append(event.n)
        self._has_error = self._has_error or reports_error(event.data)
        if is_chunk(event):
            self._check_chunk(event.n, event.data)
        elif event.data and not reports_error(event.data):
            self._check_stranger(event)
        elif not event.data and event.type == UNTYPED and not event.fault:
            self._untyped.append(event.n)  # `{}`

    def _check_chunk(self, n: int, data: JsonObject) -> None:
        if data.get("object") == "chat.completion":
            self._whole.append(n)
        is_alone = not usage_data(data) and not is_filter_frame(data) and not reports_error(data)
        if data.get("choices") == [] and is_alone:
            self._blank.append(n)
        for key in _IDENTITY:
            value = data.get(key)
            if value and isinstance(value, str | int):  # a filter of Azure leaves them empty
                known = self._identity.setdefault(key, value)
                if value != known:
                    self._changes.setdefault(key, {})[n] = value

    def _check_stranger(self, event: Event) -> None:
        if protocol := name_protocol(event.data):
            self._foreign.setdefault(protocol, []).append(event.n)
        elif event.type == UNTYPED:
            self._untyped.append(event.n)
        else:
            self._unknown.setdefault(event.type, []).append(event.n)

    def finish(self, *, is_complete: bool) -> Iterator[Finding]:
        """The findings; `is_complete` if the server ended the stream as it meant to."""
        for key, changes in self._changes.items():
            first = str(self._identity[key])[:_SHOWN]
            other = str(next(iter(changes.values())))[:_SHOWN]
            count = pluralize(len(changes), "chunk")
            message = f"`{key}` is {first!r} at first, and differs in {count}: {other!r}."
            yield rule_finding(f"{key}-changes", tuple(changes), message)
        for code, events, message in (
            ("event-field", self._named, "Frames have an `event:` line, which is ignored."),
            ("empty-choices", self._blank, _BLANK),
            ("whole-completion", self._whole, "A whole completion came, not its chunks."),
            ("untyped", self._untyped, "A frame holds no chunk: its data has no `choices`."),
            ("after-done", self._after_done, "Events follow `[DONE]`: clients do not read them."),
        ):
            if events:
                yield rule_finding(code, tuple(events), message)
        for kind, numbers in self._unknown.items():
            message = f"{pluralize(len(numbers), 'event')} of the unknown type {kind[:_SHOWN]!r}."
            yield rule_finding("unknown-type", tuple(numbers), message)
        for protocol, numbers in self._foreign.items():
            message = f"{pluralize(len(numbers), 'event')} of another protocol: {protocol}."
            yield rule_finding("protocol-changes", tuple(numbers), message)
        if is_complete and self._done is None and not self._has_error and not self._whole:
            yield rule_finding("no-done", (), "The stream ends without `[DONE]`.")


_BLANK: Final = (
    "A chunk has no choices, and neither usage nor the results of a filter: clients that read the "
    "first choice fail."
)
