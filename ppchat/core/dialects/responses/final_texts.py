"""The final texts of a complete item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.response.response import ENTRY_LIMIT, JsonObject
from ppchat.core.text.json_fields import mappings, string

_PARTS: Final = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("summary", "text"),
}
_FIELDS: Final = {
    "function_call": ("arguments", "arguments"),
    "mcp_call": ("arguments", "arguments"),
    "custom_tool_call": ("input", "input"),
    "code_interpreter_call": ("code", "code"),
}


def final_texts(item: JsonObject) -> Iterator[tuple[str, int, str, tuple[JsonObject, ...]]]:
    """The kind, index, text and annotations of each part of a complete item."""
    for key in ("content", "summary"):
        for index, part in enumerate(mappings(item, key)[:ENTRY_LIMIT]):
            kind, field = _PARTS.get(string(part, "type"), ("", ""))
            if kind and isinstance(part.get(field), str):
                yield kind, index, part[field], tuple(mappings(part, "annotations")[:ENTRY_LIMIT])
    kind, field = _FIELDS.get(string(item, "type"), ("", ""))
    if kind and isinstance(item.get(field), str):
        yield kind, 0, item[field], ()
