"""The texts of an item that the server gives whole, once its parts are complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.response.response import LIMIT, Data
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


def given_texts(whole: Data) -> Iterator[tuple[str, int, str, tuple[Data, ...]]]:
    """The kind and number of each part of the item `whole`, its text and its annotations."""
    for key in ("content", "summary"):
        for number, part in enumerate(mappings(whole, key)[:LIMIT]):
            kind, field = _PARTS.get(string(part, "type"), ("", ""))
            if kind and isinstance(part.get(field), str):
                yield kind, number, part[field], tuple(mappings(part, "annotations")[:LIMIT])
    kind, field = _FIELDS.get(string(whole, "type"), ("", ""))
    if kind and isinstance(whole.get(field), str):
        yield kind, 0, whole[field], ()
