"""What the results of tools look like, beside their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ppchat.core.dialects.faces.tool_output import MAX_LINES
from ppchat.core.response.block import Block, image_block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


def command_body(data: JsonObject) -> Iterator[Block]:
    """What a command wrote, with its errors apart, and the files that it made."""
    content = mapping(data, "content")
    code = content.get("return_code")
    if stdout := string(content, "stdout"):
        yield Block(stdout, "text")
    if stderr := string(content, "stderr"):
        ending = f" · return code {code}" if type(code) is int else ""
        yield Block(stderr, "text", f"stderr{ending}", failed=code != 0)
    for file in mappings(content, "content")[:MAX_LINES]:
        if name := string(file, "file_id"):
            yield Block(name, heading="file")
    yield from _error(content)


def _error(content: JsonObject) -> Iterator[Block]:
    if code := string(content, "error_code"):
        message = string(content, "error_message")
        yield Block(f"{code} · {message}" if message else code, heading="error", failed=True)


def images_body(data: JsonObject) -> Iterator[Block]:
    """The images that a tool returned; its texts are streamed parts."""
    content: Any = data.get("content")
    for entry in mappings(data, "content")[:MAX_LINES] if isinstance(content, list) else ():
        source = mapping(entry, "source")
        if string(entry, "type") == "image":
            url = string(source, "url") or string(source, "data")
            if url:
                yield image_block(url)
