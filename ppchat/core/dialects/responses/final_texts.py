"""The final texts of a complete item."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.part_fields import CONTENT_TYPES
from ppchat.core.response.response import ENTRY_LIMIT, JsonObject
from ppchat.core.text.json_fields import mappings, string


def final_texts(item: JsonObject) -> Iterator[tuple[str, int, str, tuple[JsonObject, ...]]]:
    """The kind, index, text and annotations of each part of a complete item."""
    for key in ("content", "summary"):
        for index, part in enumerate(mappings(item, key)[:ENTRY_LIMIT]):
            kind, field = CONTENT_TYPES.get(string(part, "type"), ("", ""))
            if kind == "text" and item.get("type") == "reasoning":  # as some servers call it
                kind = "reasoning"
            if kind and isinstance(part.get(field), str):
                yield kind, index, part[field], tuple(mappings(part, "annotations")[:ENTRY_LIMIT])
    item_type = ITEM_TYPES.get(string(item, "type"))
    if item_type and item_type.part_kind and isinstance(item.get(item_type.text_field), str):
        yield item_type.part_kind, 0, item[item_type.text_field], ()
