"""The source that a citation of Messages names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, string

_RANGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "page_location": ("page", "start_page_number", "end_page_number"),
    "char_location": ("character", "start_char_index", "end_char_index"),
    "content_block_location": ("block", "start_block_index", "end_block_index"),
    "search_result_location": ("block", "start_block_index", "end_block_index"),
}
"""The unit of a half-open range within a source, and its two fields."""


def describe_source(citation: JsonObject) -> str:
    """The title and the place of a source, in one line; foreign, raw; empty if it names none."""
    title = string(citation, "document_title") or string(citation, "title")
    address = string(citation, "url") or string(citation, "source")
    number = count(citation, "document_index")
    if not title and not address and number is not None:
        title = f"document {number}"
    words = [title, address, _place(citation) if title or address else ""]
    return " · ".join(word for word in words if word)


def _place(citation: JsonObject) -> str:
    unit, first_field, stop_field = _RANGES.get(string(citation, "type"), ("", "", ""))
    first, stop = count(citation, first_field), count(citation, stop_field)
    if first is None or stop is None:
        return ""
    return f"{unit}s {first}–{stop - 1}" if stop > first + 1 else f"{unit} {first}"
