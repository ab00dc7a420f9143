"""The final texts of a complete item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.part_fields import AUDIO_FIELDS, CONTENT_TYPES
from ppchat.core.response.response import ENTRY_LIMIT, JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


def final_texts(item: JsonObject) -> Iterator[tuple[str, int, str, tuple[JsonObject, ...]]]:
    """The kind, index, text and annotations of each part of a complete item."""
    for key in ("content", "summary"):
        for index, part in enumerate(mappings(item, key)[:ENTRY_LIMIT]):
            for kind, text in content_texts(part, string(item, "type")):
                yield kind, index, text, tuple(mappings(part, "annotations")[:ENTRY_LIMIT])
    item_type = ITEM_TYPES.get(string(item, "type"))
    if item_type and item_type.part_kind:
        for index, text in enumerate(_values_at(item, item_type.text_field)):
            if isinstance(text, str):
                yield item_type.part_kind, index, text, ()


def content_texts(part: JsonObject, item_type: str) -> Iterator[tuple[str, str]]:
    """The kind and the text of each part that an entry of the content of an item is."""
    part_type = string(part, "type")
    kind, field = CONTENT_TYPES.get(part_type, ("", ""))
    fields = AUDIO_FIELDS if part_type == "output_audio" else {kind: field}
    for kind, field in fields.items():
        if kind == "text" and item_type == "reasoning":  # as some servers call it
            kind = "reasoning"
        if kind and isinstance(text := part.get(field), str):
            yield kind, text


def _values_at(item: JsonObject, path: str) -> list[Any]:
    """The value, or the list of values, at a path with dots."""
    *outer, field = path.split(".")
    for key in outer:
        item = mapping(item, key)
    value = item.get(field)
    return value[:ENTRY_LIMIT] if isinstance(value, list) else [value]
