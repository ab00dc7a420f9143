"""Calls of functions, custom tools and programs, searches for tools, and what they return."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.faces.tool_output import (
    json_block,
    output_blocks,
    text_block,
)
from ppchat.core.dialects.responses.faces.words import joined, status
from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import string


def call_name(data: JsonObject) -> str:
    """The name of what is called, within its namespace."""
    return ".".join(filter(None, (string(data, "namespace"), string(data, "name"))))


def call_output_words(data: JsonObject) -> str:
    """The name of what was called, and a status that is worth a word."""
    return joined(call_name(data), status(data))


def call_output_body(data: JsonObject) -> Iterator[Block]:
    """What a call returned: a text, or texts, images and files."""
    yield from output_blocks(data.get("output"))


def program_output_body(data: JsonObject) -> Iterator[Block]:
    """What a program returned."""
    if result := string(data, "result"):
        yield text_block(result)


def tool_search_body(data: JsonObject) -> Iterator[Block]:
    """What was searched for, if that was not streamed."""
    arguments = data.get("arguments")
    if isinstance(arguments, str):
        arguments = {}  # it is a part
    if arguments:
        yield json_block(arguments)


def tool_search_words(data: JsonObject) -> str:
    """Who searches, if that is not the server, and a status that is worth a word."""
    execution = string(data, "execution")
    return joined("" if execution == "server" else execution, status(data))


def tools_words(data: JsonObject) -> str:
    """How many tools there are, and for whom."""
    tools = data.get("tools")
    count = len(tools) if isinstance(tools, list) else 0
    return joined(string(data, "role"), pluralize(count, "tool"), status(data))
