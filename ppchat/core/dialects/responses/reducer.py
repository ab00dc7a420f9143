"""How a response changes with an event; every transition of that state is in this file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ppchat.core.dialects.responses.event_types import EVENT_TYPES, delta_text
from ppchat.core.dialects.responses.final_texts import final_texts
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
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, mappings, string
from ppchat.core.text.rope import Rope


def reduce(response: Response, event: Event) -> Response:
    """The state after one more event. Never raises: invalid data changes only the count."""
    handle = _HANDLERS.get(event.type)
    if handle is not None:
        response = handle(response, event.data)
    return response._replace(seen=response.seen + 1)


# The response as a whole.


def _update_status(status: str) -> Callable[[Response, JsonObject], Response]:
    def handle(response: Response, data: JsonObject) -> Response:
        snapshot = mapping(data, "response")
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
    return Usage(
        input=count(usage, "input_tokens"),
        cached=count(mapping(usage, "input_tokens_details"), "cached_tokens"),
        output=count(usage, "output_tokens"),
        reasoning=count(mapping(usage, "output_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )


def _server_error(error: JsonObject) -> ServerError | None:
    message, code = string(error, "message"), string(error, "code") or string(error, "type")
    return ServerError(message, code) if message or code else None


def _set_error(response: Response, data: JsonObject) -> Response:
    nested = _server_error(mapping(data, "error"))
    flat = ServerError(string(data, "message"), string(data, "code"))
    return response._replace(error=nested or flat)


# Items and their parts.


def _item_position(response: Response, data: JsonObject) -> int:
    """The position in `response.items` of the item that an event is about; -1 if missing."""
    items = response.items
    index = count(data, "output_index")
    if index is not None:
        for position in range(len(items) - 1, -1, -1):
            if items[position].output_index == index:
                return position
        return -1
    item_id = string(data, "item_id") or string(mapping(data, "item"), "id")
    for position in range(len(items) - 1, -1, -1):
        if item_id and items[position].id == item_id:
            return position
    return -1 if item_id else len(items) - 1


def _with_item(response: Response, position: int, item: OutputItem) -> Response:
    """The response with the item at `position` replaced; inserted by its index if that is -1."""
    items = response.items
    if position >= 0:
        return response._replace(items=(*items[:position], item, *items[position + 1 :]))
    if len(items) >= ENTRY_LIMIT:
        return response
    after = len(items)
    while after and items[after - 1].output_index > item.output_index:
        after -= 1
    return response._replace(items=(*items[:after], item, *items[after:]))


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
    return _with_item(
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
    return _with_item(
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


_ITEM_TYPE: Final = {
    "text": "message",
    "refusal": "message",
    "audio": "message",
    "transcript": "message",
    "summary": "reasoning",
    "reasoning": "reasoning",
    "arguments": "function_call",
    "input": "custom_tool_call",
    "code": "code_interpreter_call",
    "command": "shell_call",
    "output": "shell_call_output",
    "diff": "apply_patch_call",
}
"""The type of the item that holds parts of a kind, for a server that does not announce items."""

INDEX_FIELD: Final = {
    "summary": "summary_index",
    "command": "command_index",
    "output": "command_index",
}
"""The field with the index of a part of this kind, if it is not `content_index`."""


def _part_index(kind: str, data: JsonObject) -> int:
    return count(data, INDEX_FIELD.get(kind, "content_index")) or 0


def _append_delta(kind: str, event_type: str) -> Callable[[Response, JsonObject], Response]:
    def handle(response: Response, data: JsonObject) -> Response:
        chunk = delta_text(event_type, data)
        if not chunk:
            return response
        position = _item_position(response, data)
        if position < 0:
            item = OutputItem(
                _output_index(response, data), _ITEM_TYPE[kind], string(data, "item_id")
            )
        else:
            item = response.items[position]
        index = _part_index(kind, data)
        parts = item.parts
        for at in range(len(parts) - 1, -1, -1):
            part = parts[at]
            if part.part_index == index and part.kind == kind:
                longer = part._replace(text=part.text + chunk)
                parts = (*parts[:at], longer, *parts[at + 1 :])
                break
        else:
            if len(parts) >= ENTRY_LIMIT:
                return response
            parts = (*parts, ContentPart(kind, index, Rope(chunk)))
        return _with_item(response, position, item._replace(parts=parts))

    return handle


def _finish_part(kind: str, field: str) -> Callable[[Response, JsonObject], Response]:
    def handle(response: Response, data: JsonObject) -> Response:
        position = _item_position(response, data)
        text = string(data, field)
        if position < 0 and not text:
            return response
        item = (
            response.items[position]
            if position >= 0
            else OutputItem(
                _output_index(response, data), _ITEM_TYPE[kind], string(data, "item_id")
            )
        )
        parts = _with_final_text(item.parts, kind, _part_index(kind, data), text, ())
        return _with_item(response, position, item._replace(parts=parts))

    return handle


def _add_annotation(response: Response, data: JsonObject) -> Response:
    position = _item_position(response, data)
    annotation = mapping(data, "annotation")
    if position < 0 or not annotation:
        return response
    item = response.items[position]
    index = _part_index("text", data)
    for at, part in enumerate(item.parts):
        if part.kind == "text" and part.part_index == index and len(part.annotations) < ENTRY_LIMIT:
            annotated = part._replace(annotations=(*part.annotations, annotation))
            parts = (*item.parts[:at], annotated, *item.parts[at + 1 :])
            return _with_item(response, position, item._replace(parts=parts))
    return response


def _set_item_status(status: str) -> Callable[[Response, JsonObject], Response]:
    def handle(response: Response, data: JsonObject) -> Response:
        position = _item_position(response, data)
        if position < 0:
            return response
        item = response.items[position]._replace(status=status)
        return _with_item(response, position, item)

    return handle


PART_KIND_OF_DELTA: Final = {
    event_type.name: event_type.part_kind
    for event_type in EVENT_TYPES.values()
    if event_type.part_kind
}
"""The kind of part that the delta of an event type adds to."""

_HANDLERS: Final[Mapping[str, Callable[[Response, JsonObject], Response]]] = {
    "response.queued": _update_status("queued"),
    "response.created": _update_status("in_progress"),
    "response.in_progress": _update_status("in_progress"),
    "response.completed": _update_status("completed"),
    "response.incomplete": _update_status("incomplete"),
    "response.failed": _update_status("failed"),
    "error": _set_error,
    "response.output_item.added": _add_item,
    "response.output_item.done": _complete_item,
    "response.output_text.done": _finish_part("text", "text"),
    "response.refusal.done": _finish_part("refusal", "refusal"),
    "response.reasoning_text.done": _finish_part("reasoning", "text"),
    "response.reasoning_summary_text.done": _finish_part("summary", "text"),
    "response.function_call_arguments.done": _finish_part("arguments", "arguments"),
    "response.mcp_call_arguments.done": _finish_part("arguments", "arguments"),
    "response.custom_tool_call_input.done": _finish_part("input", "input"),
    "response.code_interpreter_call_code.done": _finish_part("code", "code"),
    "response.shell_call_command.done": _finish_part("command", "command"),
    "response.apply_patch_call_operation_diff.done": _finish_part("diff", "diff"),
    "response.output_text.annotation.added": _add_annotation,
    "response.mcp_call.failed": _set_item_status("failed"),
    "response.mcp_list_tools.failed": _set_item_status("failed"),
    **{name: _append_delta(kind, name) for name, kind in PART_KIND_OF_DELTA.items()},
}
"""The event types that change a response; all others only announce what these carry."""
