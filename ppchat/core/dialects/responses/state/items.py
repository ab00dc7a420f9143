"""What events do to output items as a whole."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.responses.state.final_texts import final_texts
from ppchat.core.dialects.responses.state.locate import item_position, new_item, position_of_id
from ppchat.core.dialects.responses.state.parts import Handler, with_final_text
from ppchat.core.response.response import ENTRY_LIMIT, JsonObject, OutputItem, Response
from ppchat.core.response.updates import position_of, with_item
from ppchat.core.text.json_fields import count, mapping, mappings, string


def add(response: Response, data: JsonObject) -> Response:
    """The response with the item that an event begins."""
    added = mapping(data, "item")
    index = count(data, "output_index")
    if index is not None:  # an id may be that of another item
        position = position_of(response, index)
    else:
        position = position_of_id(response, string(added, "id")) if string(added, "id") else -1
    if position >= 0 and _is_another(response.items[position], added):
        # gpt-oss's server completes an item under the index that the next one begins with.
        position, item = -1, new_item(response, {})
    else:
        item = response.items[position] if position >= 0 else new_item(response, data)
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


def _is_another(item: OutputItem, added: JsonObject) -> bool:
    """Whether an item is over, and the one that is added another one of another type."""
    names = (item.type, string(added, "type")), (item.id, string(added, "id"))
    return not item.open and all(old and new and old != new for old, new in names)


def complete(response: Response, data: JsonObject) -> Response:
    """The response with an item as it is in the end."""
    position = item_position(response, data)
    return _with_final_item(response, position, data, mapping(data, "item"), "completed")


def reconcile(response: Response, index: int, final: JsonObject) -> Response:
    """Apply an item of the final response, which may omit items that were streamed."""
    item_id, item_type = string(final, "id"), string(final, "type")
    location: JsonObject = {"output_index": index}
    position = position_of(response, index)
    if item_id and not (position >= 0 and response.items[position].id == item_id):
        named = position_of_id(response, item_id)
        if named >= 0:
            return _with_final_item(response, named, location, final)
    if position < 0 or response.items[position].type == item_type:
        return _with_final_item(response, position, location, final)
    return response


def _with_final_item(
    response: Response, position: int, data: JsonObject, final: JsonObject, status: str = ""
) -> Response:
    """The response with a complete item; its texts replace what was accumulated."""
    item = response.items[position] if position >= 0 else new_item(response, data)
    parts = tuple(part._replace(done=True) for part in item.parts)
    for kind, index, text, notes in final_texts(final):
        parts = with_final_text(parts, kind, index, text, notes)
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


def set_status(status: str) -> Handler:
    """The handler of a type that gives its item a status."""

    def handle(response: Response, data: JsonObject) -> Response:
        position = item_position(response, data)
        if position < 0:
            return response
        item = response.items[position]._replace(status=status)
        return with_item(response, position, item)

    return handle


_COMPLETE: Final = frozenset({"completed", "incomplete", "failed"})
_PREVIEW_FIELDS: Final = (
    *("partial_image_b64", "partial_image_index"),
    *("background", "output_format", "quality", "size"),
)


def show_preview(response: Response, data: JsonObject) -> Response:
    """The response with the preview of an image in place of the one before."""
    fields = {name: data[name] for name in _PREVIEW_FIELDS if data.get(name) is not None}
    return _with_fields(response, data, fields)


def add_shell_output(response: Response, data: JsonObject) -> Response:
    """The response with what a command wrote and how it ended."""
    position = item_position(response, data)
    item = response.items[position] if position >= 0 else None
    known = mappings(item.data or {}, "output") if item else []
    outputs = [*known, *mappings(data, "output")][:ENTRY_LIMIT]
    return _with_fields(response, data, {"output": outputs})


def _with_fields(response: Response, data: JsonObject, fields: JsonObject) -> Response:
    """The response with some fields of an item that is not complete."""
    position = item_position(response, data)
    if position < 0 or response.items[position].status in _COMPLETE:
        return response
    item = response.items[position]
    return with_item(response, position, item._replace(data={**(item.data or {}), **fields}))
