"""The texts that a content block holds whole, without a delta."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


def error_code(block: JsonObject) -> str:
    """The code of the error that the result of a tool reports; empty if it reports none."""
    return string(mapping(block, "content"), "error_code")


def input_text(block: JsonObject) -> str:
    """The input of a tool that its block has from the start; empty if it streams or has none."""
    value = block.get("input")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) and value else ""


def result_text(block: JsonObject) -> str:
    """The text of the result of a tool; empty for other blocks."""
    if "tool_use_id" not in block:
        return ""
    return "\n".join(line.rstrip("\n") for line in _lines(block.get("content")) if line)


def _lines(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for entry in content:
            yield _entry_line(entry) if isinstance(entry, dict) else ""
    elif isinstance(content, dict):
        for field in ("stdout", "stderr", "text", "content", "error_message"):
            yield string(content, field)
        for reference in mappings(content, "tool_references"):
            yield string(reference, "tool_name")
        lines = content.get("lines")
        yield from (
            line for line in (lines if isinstance(lines, list) else ()) if isinstance(line, str)
        )
        source = mapping(mapping(content, "content"), "source")
        yield string(source, "data") if source.get("type") == "text" else ""


def _entry_line(entry: JsonObject) -> str:
    words = (string(entry, "title"), string(entry, "url"))
    return string(entry, "text") or " · ".join(word for word in words if word)
