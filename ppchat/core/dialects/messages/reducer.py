"""How a response changes with an event of Messages.

Each content block is an item. A block that no event began is begun by its first delta; an event
without an index is about the last block. `message_delta` says why the answer stops, and
`message_stop` or an error ends it: the first of them stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ppchat.core.dialects.messages.block_text import input_text, result_text
from ppchat.core.dialects.messages.block_types import item_type_of
from ppchat.core.dialects.messages.event_types import (
    DELTA,
    EVENT_TYPES,
    START,
    STOP,
    delta_text,
    output_index,
)
from ppchat.core.dialects.messages.reasons import INCOMPLETE_REASONS
from ppchat.core.dialects.messages.usage import joined_counts, usage_of
from ppchat.core.response.response import (
    ENTRY_LIMIT,
    ContentPart,
    JsonObject,
    OutputItem,
    Response,
    ServerError,
)
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, mappings, string
from ppchat.core.text.rope import Rope

_BLOCK_OF_DELTA: Final = {
    "thinking": "thinking",
    "signature": "thinking",
    "text": "text",
    "citations": "text",
    "input_json": "tool_use",
    "compaction": "compaction",
}
"""The type of a block that no event began, by the kind of its delta."""


def reduce(response: Response, event: Event) -> Response:
    """The state after one more event. Never raises: what it does not know it counts."""
    handle = _HANDLERS.get(event.type)
    if handle is not None and event.data:
        response = handle(response, event)
    return response._replace(seen=response.seen + 1)


def _start_message(response: Response, event: Event) -> Response:
    message = mapping(event.data, "message")
    response = response._replace(
        status=response.status or "in_progress",
        response_id=string(message, "id") or response.response_id,
        model=string(message, "model") or response.model,
    )
    usage = mapping(message, "usage")
    # What it counts of the output, mostly 1, is a beginning and no figure to measure with.
    sent = {key: value for key, value in usage.items() if not key.startswith("output_")}
    return _with_usage(response, sent)


def _with_usage(response: Response, usage: JsonObject) -> Response:
    counts = joined_counts(response.counts, usage)
    return response._replace(counts=counts, usage=usage_of(counts)) if counts else response


def _stop_for_reason(response: Response, event: Event) -> Response:
    reason = string(mapping(event.data, "delta"), "stop_reason")
    if reason in INCOMPLETE_REASONS:
        response = response._replace(reason=reason)
    return _with_usage(response, mapping(event.data, "usage"))


def _stop_message(response: Response, _: Event) -> Response:
    if response.ended:
        return response
    return response._replace(status="incomplete" if response.reason else "completed")


def _fail(response: Response, event: Event) -> Response:
    response = response._replace(error=server_error(event.data))
    return response if response.ended else response._replace(status="failed")


def server_error(data: JsonObject) -> ServerError:
    """The error that an event reports."""
    error = mapping(data, "error")
    code = string(error, "type") or string(error, "code")
    return ServerError(string(error, "message") or string(data, "message"), code)


# Blocks.


def _target(response: Response, event: Event, block_type: str) -> tuple[int, OutputItem]:
    """The position and the item of the block that an event is about; -1 for a new one."""
    index, items = output_index(event.data), response.items
    position = position_of(response, index) if index >= 0 else len(items) - 1
    if position >= 0:
        return position, items[position]
    return -1, _new_item(response, max(index, 0), block_type)


def _new_item(response: Response, index: int, block_type: str) -> OutputItem:
    """The item of a block; that of a text continues the text of the block right before it."""
    item_type = item_type_of(block_type)
    before = position_of(response, index - 1) if item_type == "message" else -1
    continues = before >= 0 and response.items[before].type == "message"
    return OutputItem(index, item_type, continues=continues)


def _start_block(response: Response, event: Event) -> Response:
    block = mapping(event.data, "content_block")
    block_type = string(block, "type")
    index = output_index(event.data)
    position = position_of(response, index) if index >= 0 else -1
    if position >= 0:
        item = response.items[position]
    else:
        after_last = response.items[-1].output_index + 1 if response.items else 0
        item = _new_item(response, index if index >= 0 else after_last, block_type)
    item = item._replace(
        type=item_type_of(block_type) or item.type or "message",
        id=string(block, "id") or item.id,
        status="in_progress",
        data=block or item.data,
    )
    if text := delta_text(event.type, event.data):
        item = with_appended(item, EVENT_TYPES[event.type].grows, 0, text)
    for citation in mappings(block, "citations"):
        item = _annotated(item, citation)
    if text := result_text(block):
        item = _with_whole_text(item, "output", text)
    if block_type == "fallback":  # from here on another model answers
        response = response._replace(model=string(mapping(block, "to"), "model") or response.model)
    return with_item(response, position, item)


def _grow_block(response: Response, event: Event) -> Response:
    suffix = event.type.partition("/")[2]
    position, item = _target(response, event, _BLOCK_OF_DELTA[suffix])
    delta = mapping(event.data, "delta")
    if suffix == "signature":
        item = item._replace(data={**(item.data or {}), "signature": string(delta, "signature")})
    elif suffix == "citations":
        item = _annotated(item, mapping(delta, "citation"))
    elif suffix == "compaction":
        fields = {key: value for key, value in delta.items() if key != "type"}
        item = item._replace(data={**(item.data or {}), **fields})
        item = _with_whole_text(item, "summary", delta_text(event.type, event.data))
    elif text := delta_text(event.type, event.data):
        item = with_appended(item, EVENT_TYPES[event.type].grows, 0, text)
    else:
        return response
    return with_item(response, position, item)


def _stop_block(response: Response, event: Event) -> Response:
    position, item = _target(response, event, "")
    if position < 0:
        return response
    if not any(part.kind == "input" for part in item.parts) and item.data:
        item = _with_whole_text(item, "input", input_text(item.data))
    parts = tuple(part._replace(done=True) for part in item.parts)
    return with_item(response, position, item._replace(status="completed", parts=parts))


def _annotated(item: OutputItem, citation: JsonObject) -> OutputItem:
    """The item with a citation of its text."""
    if not citation:
        return item
    for at, part in enumerate(item.parts):
        if part.kind == "text":
            if len(part.annotations) >= ENTRY_LIMIT:
                return item
            part = part._replace(annotations=(*part.annotations, citation))
            return item._replace(parts=(*item.parts[:at], part, *item.parts[at + 1 :]))
    part = ContentPart("text", 0, Rope(), annotations=(citation,))
    return item._replace(parts=(*item.parts, part))


def _with_whole_text(item: OutputItem, kind: str, text: str) -> OutputItem:
    """The item with a part that has this text and no other."""
    parts = tuple(part for part in item.parts if part.kind != kind)
    if not text or len(parts) >= ENTRY_LIMIT:
        return item._replace(parts=parts)
    return item._replace(parts=(*parts, ContentPart(kind, 0, Rope(text))))


_Handler = Callable[[Response, Event], Response]
_HANDLERS: Final[Mapping[str, _Handler]] = {
    "message_start": _start_message,
    **{name: _start_block for name in EVENT_TYPES if name.startswith(START)},
    **{name: _grow_block for name in EVENT_TYPES if name.startswith(f"{DELTA}/")},
    STOP: _stop_block,
    "message_delta": _stop_for_reason,
    "message_stop": _stop_message,
    "error": _fail,
}
"""What an event of a type does; those of other types change nothing."""
