"""How a response changes with an event; every transition of that state is in this file.

A response begins empty and only grows: items appear in the order of their `output_index`, parts
within an item in the order of their first text. What an event changes follows from its line in
the table of event types:

- a type that names a `response_status` carries a snapshot of the response. The first terminal
  status stays; the output of a terminal snapshot replaces the texts that were streamed;
- a type that `grows` a kind of part appends its delta to that part, and creates the part and its
  item where a server announced neither;
- a type that `finishes` a kind of part replaces its text, but an empty text never erases;
- a type that names an `item_status` changes nothing else;
- the four types in `_NAMED` have a handler of their own. All other types change nothing.

Servers differ in how they identify an item: some change its id at every event, some omit
`output_index`. The index decides where there is one, then the id, then the last item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ppchat.core.dialects.responses.final_texts import final_texts
from ppchat.core.dialects.vocabulary import EventType, PartKind
from ppchat.core.response.response import (
    ENTRY_LIMIT,
    TERMINAL_STATUSES,
    ContentPart,
    JsonObject,
    OutputItem,
    Response,
    ServerError,
    Usage,
)
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, mappings, string
from ppchat.core.text.rope import Rope

CHAT_USAGE: Final = ("prompt_tokens", "completion_tokens")
"""What Chat Completions calls `input_tokens` and `output_tokens`, as some servers do here too."""

Reducer = Callable[[Response, Event], Response]
_Handler = Callable[[Response, JsonObject], Response]


def build_reducer(
    event_types: Mapping[str, EventType], part_kinds: Mapping[str, PartKind]
) -> Reducer:
    """The reducer for these event types; it never raises, and what it does not know it counts."""
    handlers = {
        name: handler
        for name, event_type in event_types.items()
        if (handler := _handler(event_type, part_kinds)) is not None
    }

    def reduce(response: Response, event: Event) -> Response:
        handle = handlers.get(event.type)
        if handle is not None:
            response = handle(response, event.data)
        return response._replace(seen=response.seen + 1)

    return reduce


def _handler(event_type: EventType, part_kinds: Mapping[str, PartKind]) -> _Handler | None:
    """What an event of a type does to a response; None for nothing."""
    if event_type.grows:
        return _append_delta(event_type, part_kinds[event_type.grows])
    if event_type.finishes:
        return _finish_part(event_type.text_field, part_kinds[event_type.finishes])
    if event_type.response_status:
        return _update_status(event_type.response_status)
    if event_type.item_status:
        return _set_item_status(event_type.item_status)
    return _NAMED.get(event_type.name)


def delta_text(event_type: EventType, data: JsonObject) -> str:
    """The text that an event adds to a content part; empty if it adds none."""
    value = data.get("delta")
    if type(value) is str:
        return value
    if isinstance(value, dict):
        return "".join(
            text for key in event_type.delta_keys if isinstance(text := value.get(key), str)
        )
    return ""


def part_index(kind: PartKind, data: JsonObject) -> int:
    """The index of the part of this kind that an event is about."""
    return count(data, kind.index_field) or 0


# The response as a whole.


def _update_status(status: str) -> _Handler:
    def handle(response: Response, data: JsonObject) -> Response:
        snapshot = mapping(data, "response")
        if not snapshot and "type" not in data:  # only the frame's `event:` line names it
            return response
        server_status = string(snapshot, "status")
        if not response.ended:
            response = response._replace(
                status=server_status if server_status == "cancelled" else status
            )
        store = snapshot.get("store")
        incomplete = mapping(snapshot, "incomplete_details")
        response = response._replace(
            response_id=string(snapshot, "id") or response.response_id,
            model=string(snapshot, "model") or response.model,
            stored=store if isinstance(store, bool) else response.stored,
            usage=_usage(snapshot) or response.usage,
            error=_server_error(mapping(snapshot, "error")) or response.error,
            reason=string(incomplete, "reason") or response.reason,
        )
        if status in TERMINAL_STATUSES:
            for index, final in enumerate(mappings(snapshot, "output")[:ENTRY_LIMIT]):
                response = _reconcile_item(response, index, final)
        return response

    return handle


def _usage(snapshot: JsonObject) -> Usage | None:
    usage = mapping(snapshot, "usage")
    if not usage:
        return None
    named_as_in_chat = "input_tokens" not in usage and "output_tokens" not in usage
    names = CHAT_USAGE if named_as_in_chat else ("input_tokens", "output_tokens")
    return Usage(
        input=count(usage, names[0]),
        cached=count(mapping(usage, "input_tokens_details"), "cached_tokens"),
        output=count(usage, names[1]),
        reasoning=count(mapping(usage, "output_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )


def _server_error(error: JsonObject) -> ServerError | None:
    message, code = string(error, "message"), string(error, "code") or string(error, "type")
    return ServerError(message, code) if message or code else None


def _set_error(response: Response, data: JsonObject) -> Response:
    nested = _server_error(mapping(data, "error"))
    message = string(data, "message") or string(data, "error")
    flat = ServerError(message, string(data, "code"))
    return response._replace(error=nested or flat)


# Items and their parts.


def _item_position(response: Response, data: JsonObject) -> int:
    """The position in `response.items` of the item that an event is about; -1 if missing."""
    index = count(data, "output_index")
    if index is not None:
        return position_of(response, index)
    items = response.items
    item_id = string(data, "item_id") or string(mapping(data, "item"), "id")
    for position in range(len(items) - 1, -1, -1):
        if item_id and items[position].id == item_id:
            return position
    return -1 if item_id else len(items) - 1


def _output_index(response: Response, data: JsonObject) -> int:
    """The `output_index` of a new item: the event's, else the next one."""
    index = count(data, "output_index")
    if index is not None:
        return index
    return response.items[-1].output_index + 1 if response.items else 0


def _add_item(response: Response, data: JsonObject) -> Response:
    added = mapping(data, "item")
    is_identified = "output_index" in data or string(added, "id")
    position = _item_position(response, data) if is_identified else -1
    item = (
        response.items[position] if position >= 0 else OutputItem(_output_index(response, data), "")
    )
    return with_item(
        response,
        position,
        item._replace(
            type=string(added, "type") or item.type,
            id=string(added, "id") or item.id,
            status=string(added, "status") or item.status,
            data=added or item.data,
        ),
    )


def _complete_item(response: Response, data: JsonObject) -> Response:
    position = _item_position(response, data)
    return _with_final_item(response, position, data, mapping(data, "item"), "completed")


def _reconcile_item(response: Response, index: int, final: JsonObject) -> Response:
    """Apply an item of the final response, which may omit items that were streamed."""
    item_id, item_type = string(final, "id"), string(final, "type")
    location: JsonObject = {"output_index": index}
    for position, item in enumerate(response.items):
        if item_id and item.id == item_id:
            return _with_final_item(response, position, location, final)
    position = _item_position(response, location)
    if position < 0 or response.items[position].type == item_type:
        return _with_final_item(response, position, location, final)
    return response


def _with_final_item(
    response: Response, position: int, data: JsonObject, final: JsonObject, status: str = ""
) -> Response:
    """The response with a complete item; its texts replace what was accumulated."""
    item = (
        response.items[position] if position >= 0 else OutputItem(_output_index(response, data), "")
    )
    parts = tuple(part._replace(done=True) for part in item.parts)
    for kind, index, text, notes in final_texts(final):
        parts = _with_final_text(parts, kind, index, text, notes)
    return with_item(
        response,
        position,
        item._replace(
            type=string(final, "type") or item.type,
            id=string(final, "id") or item.id,
            status=string(final, "status") or status or item.status,
            data=final or item.data,
            parts=parts,
        ),
    )


def _with_final_text(
    parts: tuple[ContentPart, ...],
    kind: str,
    index: int,
    text: str,
    annotations: tuple[JsonObject, ...],
) -> tuple[ContentPart, ...]:
    """The parts with the final text of one; an empty final text never erases."""
    for position, part in enumerate(parts):
        if part.kind == kind and part.part_index == index:
            part = part._replace(done=True, annotations=annotations or part.annotations)
            if text and (streamed := str(part.text)) != text:
                overruled = part.overruled or not text.startswith(streamed)
                part = part._replace(text=Rope(text), overruled=overruled)
            return (*parts[:position], part, *parts[position + 1 :])
    if not text or len(parts) >= ENTRY_LIMIT:
        return parts
    return (*parts, ContentPart(kind, index, Rope(text), True, annotations))


def _target_item(response: Response, position: int, data: JsonObject, kind: PartKind) -> OutputItem:
    """The item at `position`; a new one that holds parts of this kind if that is -1."""
    if position >= 0:
        return response.items[position]
    return OutputItem(_output_index(response, data), kind.item_type, string(data, "item_id"))


def _append_delta(event_type: EventType, kind: PartKind) -> _Handler:
    name = kind.name

    def handle(response: Response, data: JsonObject) -> Response:
        chunk = delta_text(event_type, data)
        if not chunk:
            return response
        position = _item_position(response, data)
        item = _target_item(response, position, data, kind)
        grown = with_appended(item, name, part_index(kind, data), chunk)
        return response if grown is item else with_item(response, position, grown)

    return handle


def _finish_part(field: str, kind: PartKind) -> _Handler:
    def handle(response: Response, data: JsonObject) -> Response:
        position = _item_position(response, data)
        text = string(data, field)
        if position < 0 and not text:
            return response
        item = _target_item(response, position, data, kind)
        parts = _with_final_text(item.parts, kind.name, part_index(kind, data), text, ())
        return with_item(response, position, item._replace(parts=parts))

    return handle


def _add_annotation(response: Response, data: JsonObject) -> Response:
    position = _item_position(response, data)
    annotation = mapping(data, "annotation")
    if position < 0 or not annotation:
        return response
    item = response.items[position]
    index = count(data, "content_index") or 0
    for at, part in enumerate(item.parts):
        if part.kind == "text" and part.part_index == index and len(part.annotations) < ENTRY_LIMIT:
            annotated = part._replace(annotations=(*part.annotations, annotation))
            parts = (*item.parts[:at], annotated, *item.parts[at + 1 :])
            return with_item(response, position, item._replace(parts=parts))
    return response


def _set_preview(response: Response, data: JsonObject) -> Response:
    """Keep the last preview of an image in its item, until the complete item replaces it."""
    position = _item_position(response, data)
    preview = string(data, "partial_image_b64")
    if position < 0 or not preview:
        return response
    item = response.items[position]
    number = count(data, "partial_image_index") or 0
    fields = {"partial_image_b64": preview, "partial_image_index": number}
    return with_item(response, position, item._replace(data={**(item.data or {}), **fields}))


def _set_item_status(status: str) -> _Handler:
    def handle(response: Response, data: JsonObject) -> Response:
        position = _item_position(response, data)
        if position < 0:
            return response
        item = response.items[position]._replace(status=status)
        return with_item(response, position, item)

    return handle


_NAMED: Final[Mapping[str, _Handler]] = {
    "error": _set_error,
    "response.output_item.added": _add_item,
    "response.output_item.done": _complete_item,
    "response.image_generation_call.partial_image": _set_preview,
    "response.output_text.annotation.added": _add_annotation,
}
"""The handlers of the types that only their names describe."""
