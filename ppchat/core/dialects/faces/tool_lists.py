"""Lists of tools."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.faces.tool_output import list_block, single_line
from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


def tools_body(data: JsonObject) -> Iterator[Block]:
    """The names of the tools, with what they do."""
    tools = mappings(data, "tools")
    yield from list_block(tools, map(tool_line, tools))


def tool_line(tool: JsonObject) -> str:
    """A tool in one line: its name, or its type, and what it does."""
    function = mapping(tool, "function") or tool
    name = string(function, "name") or string(tool, "server_label") or string(tool, "type")
    description = single_line(string(function, "description"))
    return f"{name or '(unnamed)'}: {description}" if description else name or "(unnamed)"
