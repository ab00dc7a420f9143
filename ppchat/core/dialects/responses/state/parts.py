"""What events do to the content parts of an item."""

from __future__ import annotations

from collections.abc import Callable

from ppchat.core.dialects.responses.state.final_texts import content_texts
from ppchat.core.dialects.responses.state.locate import item_position, new_item
from ppchat.core.dialects.vocabulary import EventType, PartKind
from ppchat.core.response.response import (
    ENTRY_LIMIT,
    ContentPart,
    JsonObject,
    OutputItem,
    Response,
)
from ppchat.core.response.updates import with_appended, with_item
from ppchat.core.text.json_fields import count, mapping, mappings, string
from ppchat.core.text.rope import Rope

Handler = Callable[[Response, JsonObject], Response]


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


def append_delta(event_type: EventType, kind: PartKind) -> Handler:
    """The handler of a type that grows parts of a kind."""
    name = kind.name

    def handle(response: Response, data: JsonObject) -> Response:
        chunk = delta_text(event_type, data)
        if not chunk:
            return response
        position = item_position(response, data, kind.item_type)
        item = _target_item(response, position, data, kind)
        grown = with_appended(item, name, part_index(kind, data), chunk)
        return response if grown is item else with_item(response, position, grown)

    return handle


def _target_item(response: Response, position: int, data: JsonObject, kind: PartKind) -> OutputItem:
    """The item at `position`; a new one that holds parts of this kind if that is -1."""
    return response.items[position] if position >= 0 else new_item(response, data, kind.item_type)


def finish_part(field: str, kind: PartKind) -> Handler:
    """The handler of a type that carries the whole text of a part of a kind."""

    def handle(response: Response, data: JsonObject) -> Response:
        position = item_position(response, data, kind.item_type)
        text = string(data, field)
        if position < 0 and not text:
            return response
        item = _target_item(response, position, data, kind)
        parts = with_final_text(item.parts, kind.name, part_index(kind, data), text, ())
        return with_item(response, position, item._replace(parts=parts))

    return handle


def complete_content(index_field: str) -> Handler:
    """The handler of a type that carries a whole part of an item's content."""

    def handle(response: Response, data: JsonObject) -> Response:
        position = item_position(response, data)
        if position < 0:
            return response
        item = response.items[position]
        part = mapping(data, "part")
        notes = tuple(mappings(part, "annotations")[:ENTRY_LIMIT])
        parts = item.parts
        for kind, text in content_texts(part, item.type):
            parts = with_final_text(parts, kind, count(data, index_field) or 0, text, notes)
        return with_item(response, position, item._replace(parts=parts))

    return handle


def with_final_text(
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


def add_annotation(response: Response, data: JsonObject) -> Response:
    """The response with one more annotation of a text."""
    position = item_position(response, data)
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
