"""A recording in another dialect: what was written, each piece at the time at which it came.

Text, refusals, reasoning and the calls that a client answers are kept, with the usage and the
end. What only the one dialect has (sources, images, tools of the server) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.replay.traits import AnswerItem, AnswerWriter
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import EMPTY_RESPONSE, JsonObject, OutputItem, Response
from ppchat.core.stream.signals import Arrived, Ended, Started
from ppchat.core.stream.sse import Frame
from ppchat.core.text.json_fields import string

_KINDS: Final = {
    "message": {"text": "text", "transcript": "text", "refusal": "refusal"},
    "reasoning": {"reasoning": "reasoning", "summary": "summary"},
}
"""The kinds of parts that are kept, and the kinds that they become, by the type of their item."""
_FILTERED: Final = frozenset({"content_filter", "refusal"})
"""The reasons of an answer that a filter stopped; the others are limits."""


def can_transcribe(dialect: Dialect) -> bool:
    """Whether recordings of other dialects can be transcribed to this one."""
    return dialect.replay.writer is not None


def transcribe(recording: Recording, dialect: Dialect) -> Recording:
    """The recording in a dialect to which recordings can be transcribed."""
    assert dialect.replay.writer
    model = recording.response.model or recording.request.model or "unknown"
    writer = _StepWriter(recording, dialect.replay.writer(model))
    result = Recording(
        recording.request, recording.started_at, timed=recording.timed, dialect=dialect
    )
    result.apply(Started(recording.t0_ns))
    if recording.opened:
        result.apply(recording.opened)
    result.apply(Arrived(tuple(writer.frames())))
    if recording.ended:
        result.apply(Ended(recording.ended.at_ns, recording.ended.end, recording.ended.problem))
    return result


class _StepWriter:
    """Follows the states of a recording, and writes what each has more than the one before."""

    def __init__(self, recording: Recording, writer: AnswerWriter) -> None:
        self._recording = recording
        self._writer = writer
        self._final = {item.output_index: item for item in recording.response.items}
        self._items: dict[int, AnswerItem] = {}
        """The items that have begun, by their index in the recording."""
        self._written: dict[tuple[int, str, int], int] = {}
        """Characters that were written of each part."""

    def frames(self) -> Iterator[Frame]:
        """The frames of the answer."""
        before, at_ns = EMPTY_RESPONSE, 0
        for event in self._recording.events():
            at_ns = event.at_ns
            if not before.seen:
                yield from (Frame(raw, at_ns) for raw in self._writer.begin())
            response = self._recording.dialect.reduce(before, event)
            if response.items is not before.items:
                yield from (Frame(raw, at_ns) for raw in self._growths(before, response))
            before = response
        if before.seen:
            yield from (Frame(raw, at_ns) for raw in self._end(before))

    def _growths(self, before: Response, response: Response) -> Iterator[bytes]:
        earlier = {id(item) for item in before.items}
        for item in response.items:
            if id(item) not in earlier:
                yield from self._grow(item)

    def _grow(self, item: OutputItem) -> Iterator[bytes]:
        final = self._final.get(item.output_index, item)  # a damaged stream may change its type
        kinds = self._kinds(final.type)
        for part in item.parts:
            kind = kinds.get(part.kind)
            key = item.output_index, part.kind, part.part_index
            start = self._written.get(key, 0)
            if kind is None or part.overruled or len(part.text) <= start:
                continue
            self._written[key] = len(part.text)
            yield from self._begin(final)
            answer_item = self._items[item.output_index]
            yield from self._writer.grow(answer_item, kind, part.part_index, part.text.slice(start))

    def _kinds(self, item_type: str) -> dict[str, str]:
        """The kinds of parts that are kept of an item of a type, and what they become."""
        if item_type in _KINDS:
            return _KINDS[item_type]
        dialect = self._recording.dialect
        known = dialect.item_types.get(item_type)
        if known is None or not known.is_function_call:
            return {}
        is_json = dialect.part_kinds[known.part_kind].language == "json"
        return {known.part_kind: "arguments" if is_json else "input"}

    def _begin(self, item: OutputItem) -> Iterator[bytes]:
        """The beginning of an item that has not begun yet, as it is in the end."""
        if item.output_index in self._items:
            return
        number, item_type, name, call_id = len(self._items), item.type, "", ""
        if item_type not in _KINDS:
            is_custom = "input" in self._kinds(item_type).values()
            item_type = "custom_tool_call" if is_custom else "function_call"
            data: JsonObject = item.data or {}
            name = string(data, "name") or "unknown"
            call_id = string(data, "call_id") or item.id
            if not call_id or any(call_id == begun.call_id for begun in self._items.values()):
                call_id = f"call_{number}"
        answer_item = AnswerItem(number, item_type, call_id, name)
        self._items[item.output_index] = answer_item
        yield from self._writer.begin_item(answer_item)

    def _end(self, response: Response) -> Iterator[bytes]:
        if response.status in ("completed", "incomplete"):
            yield from self._empty_calls(response)
        elif response.error:
            response = response._replace(status="failed")
        reason = "content_filter" if response.reason in _FILTERED else "length"
        reason = reason if response.status == "incomplete" else ""
        yield from self._writer.end(response._replace(reason=reason))

    def _empty_calls(self, response: Response) -> Iterator[bytes]:
        """The calls without arguments, which are an empty object in every dialect."""
        for item in response.items:
            if (
                item.output_index in self._items
                or "arguments" not in self._kinds(item.type).values()
            ):
                continue
            yield from self._begin(item)
            yield from self._writer.grow(self._items[item.output_index], "arguments", 0, "{}")
