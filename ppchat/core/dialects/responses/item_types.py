"""The types of output items of the Responses API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ppchat.core.dialects.vocabulary import Family, ItemType
from ppchat.core.response.response import JsonObject


def _field(*path: str) -> Callable[[JsonObject], str]:
    """A description: the string, or the list of strings, in a field."""

    def describe(data: JsonObject) -> str:
        value: Any = data
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, list):
            value = ", ".join(entry for entry in value if isinstance(entry, str))
        return value if isinstance(value, str) else ""

    return describe


def _tool_list(data: JsonObject) -> str:
    tools = data.get("tools")
    count = len(tools) if isinstance(tools, list) else 0
    return f"{_field('server_label')(data)}: {count}"


_name, _status = _field("name"), _field("status")

ITEM_TYPES: Final[Mapping[str, ItemType]] = {
    item_type.name: item_type
    for item_type in (
        ItemType("message", "message", Family.TEXT),
        ItemType("reasoning", "reasoning", Family.REASONING),
        ItemType(
            "function_call",
            "function",
            title="function call",
            describe=_name,
            part_kind="arguments",
            text_field="arguments",
            answered_by="function_call_output",
        ),
        ItemType(
            "custom_tool_call",
            "custom tool",
            title="custom tool",
            describe=_name,
            part_kind="input",
            text_field="input",
            answered_by="custom_tool_call_output",
        ),
        ItemType(
            "web_search_call",
            "web search",
            title="web search",
            describe=_field("action", "query"),
        ),
        ItemType(
            "file_search_call", "file search", title="file search", describe=_field("queries")
        ),
        ItemType(
            "code_interpreter_call",
            "code",
            title="code interpreter",
            describe=_status,
            part_kind="code",
            text_field="code",
        ),
        ItemType("image_generation_call", "image", title="image generation", describe=_status),
        ItemType(
            "mcp_call",
            "MCP call",
            title="MCP call",
            describe=_name,
            part_kind="arguments",
            text_field="arguments",
        ),
        ItemType("mcp_list_tools", "MCP tools", title="MCP tools", describe=_tool_list),
        ItemType(
            "mcp_approval_request",
            "MCP approval",
            title="MCP approval request",
            describe=_name,
            answered_by="mcp_approval_response",
        ),
        ItemType(
            "shell_call",
            "shell",
            title="shell",
            describe=_status,
            answered_by="shell_call_output",
        ),
        ItemType("shell_call_output", "shell output", title="shell output", describe=_status),
        ItemType(
            "local_shell_call",
            "local shell",
            describe=_name,
            answered_by="local_shell_call_output",
        ),
        ItemType(
            "apply_patch_call",
            "patch",
            title="patch",
            describe=_field("operation", "path"),
            answered_by="apply_patch_call_output",
        ),
        ItemType(
            "computer_call",
            "computer",
            title="computer",
            describe=_field("action", "type"),
            answered_by="computer_call_output",
        ),
    )
}
"""Every known type of item, by name. A server may answer a shell call itself."""
