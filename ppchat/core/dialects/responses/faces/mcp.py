"""Tools of MCP servers: their lists, calls and approvals."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.faces.tool_lists import tools_body
from ppchat.core.dialects.faces.tool_output import output_blocks
from ppchat.core.dialects.responses.faces.words import error_text, joined, status
from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string


def call_words(data: JsonObject) -> str:
    """The server and the tool, and a status that is worth a word."""
    return joined(string(data, "server_label"), string(data, "name"), status(data))


def call_body(data: JsonObject) -> Iterator[Block]:
    """What the tool returned, and its error."""
    yield from output_blocks(data.get("output"), "output")
    content = mapping(data, "error").get("content")
    if content:
        for block in output_blocks(content, "error"):
            yield block._replace(failed=True)
    elif error := error_text(data):
        yield Block(error, heading="error", failed=True)


def list_words(data: JsonObject) -> str:
    """The server, and how many tools it has."""
    tools = data.get("tools")
    count = pluralize(len(tools), "tool") if isinstance(tools, list) else ""
    failure = "failed" if data.get("error") else ""
    return joined(string(data, "server_label"), failure or count)


def list_body(data: JsonObject) -> Iterator[Block]:
    """The names of the tools, with what they do; or why they could not be listed."""
    yield from tools_body(data)
    if error := error_text(data):
        yield Block(error, heading="error", failed=True)


def approval_words(data: JsonObject) -> str:
    """Whether a call was approved."""
    answer = data.get("approve")
    return "approved" if answer is True else "denied" if answer is False else ""


def approval_body(data: JsonObject) -> Iterator[Block]:
    """Why, if somebody said so."""
    if reason := string(data, "reason"):
        yield Block(reason)
