"""What tools take and return, as blocks; each costs little, however much a server sends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from ppchat.core.response.block import Block, image_block
from ppchat.core.text.display import format_length
from ppchat.core.text.json_fields import string

MAX_LINES: Final = 100
"""Entries of a list that are named; the rest are counted."""
_MAX_STRING: Final = 2_000
_MAX_DEPTH: Final = 20
_MAX_VALUES: Final = 1_000
"""Values of a JSON text that are written."""


def output_blocks(value: Any, heading: str = "") -> Iterator[Block]:
    """The output of a tool: a text, a list of texts, images and files, or any JSON."""
    if isinstance(value, str):
        if value:
            yield text_block(value, heading)
    elif isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        for entry in value[:MAX_LINES]:
            yield from _entry_blocks(entry, heading)
        if len(value) > MAX_LINES:
            yield Block(f"… {len(value) - MAX_LINES:,} more", heading=heading)
    elif value is not None:
        yield json_block(value, heading)


def _entry_blocks(entry: Mapping[str, Any], heading: str) -> Iterator[Block]:
    image = entry.get("image_url")
    if isinstance(image, Mapping):
        image = image.get("url")
    if isinstance(image, str) and image:
        yield image_block(image, heading)
    elif entry.get("type") == "image" and string(entry, "data"):
        yield image_block(string(entry, "data"), heading)
    elif isinstance(entry.get("text"), str):
        yield text_block(entry["text"], heading)
    elif name := string(entry, "filename") or string(entry, "file_id") or string(entry, "file_url"):
        yield Block(f"file · {name}", heading=heading)
    else:
        yield json_block(entry, heading)


def text_block(text: str, heading: str = "", *, failed: bool = False) -> Block:
    """What a program wrote, as JSON where it is JSON."""
    language = "json" if _is_json(text) else "text"
    return Block(text, language, heading, failed=failed)


def _is_json(text: str) -> bool:
    """Whether a text looks like an object or a list: parsing it for each frame would show."""
    return text[:200].lstrip()[:1] + text[-200:].rstrip()[-1:] in ("{}", "[]")


def json_block(value: Any, heading: str = "", *, failed: bool = False) -> Block:
    """A JSON value, with huge strings and lists shortened."""
    text = json.dumps(_Shortened().copy(value), indent=2, ensure_ascii=False, default=str)
    return Block(text, "json", heading, failed=failed)


class _Shortened:
    """Copies a JSON value without what would take long to write."""

    def __init__(self) -> None:
        self._room = _MAX_VALUES

    def copy(self, value: Any, depth: int = 0) -> Any:
        """The value, as far as there is room; what is left out is counted."""
        self._room -= 1
        if isinstance(value, str) and len(value) > _MAX_STRING:
            return f"{value[: _MAX_STRING // 10]}… {format_length(len(value))}"
        if not isinstance(value, (Mapping, list)):
            return value
        if depth == _MAX_DEPTH:
            return "…"
        limit = min(MAX_LINES, max(0, self._room))
        if isinstance(value, list):
            entries = [self.copy(entry, depth + 1) for entry in value[:limit]]
            hidden = len(value) - len(entries)
            return entries + ([f"… {hidden:,} more"] if hidden else [])
        fields = {key: self.copy(value[key], depth + 1) for key in islice(value, limit)}
        hidden = len(value) - len(fields)
        return fields | ({"…": hidden} if hidden else {})


def list_block(entries: Sequence[Any], lines: Iterable[str], heading: str = "") -> Iterator[Block]:
    """A block with the first `lines` of a list, and how many more `entries` it has; else none."""
    named = [line for line, _ in zip(lines, range(MAX_LINES), strict=False)]
    if len(entries) > MAX_LINES:
        named.append(f"… {len(entries) - MAX_LINES:,} more")
    if named:
        yield Block("\n".join(named), heading=heading)


def single_line(text: str, limit: int = 200) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text[: limit * 2].split())
    return f"{line[:limit]}…" if len(line) > limit or len(text) > limit * 2 else line
