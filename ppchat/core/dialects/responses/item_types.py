"""The types of output items of the Responses API: how each is called, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.faces.tool_lists import tools_body
from ppchat.core.dialects.responses.faces import functions, mcp, media, searches, shells
from ppchat.core.dialects.responses.faces.words import encrypted, phase, status
from ppchat.core.dialects.vocabulary import Family, ItemType

_CALLS: Final = (
    ItemType(
        "function_call",
        "function",
        title="function call",
        describe=functions.call_name,
        part_kind="arguments",
        text_field="arguments",
        is_function_call=True,
        answered_by="function_call_output",
    ),
    ItemType(
        "function_call_output",
        "function output",
        title="function output",
        describe=functions.call_output_words,
        body=functions.call_output_body,
    ),
    ItemType(
        "custom_tool_call",
        "custom tool",
        title="custom tool",
        describe=functions.call_name,
        part_kind="input",
        text_field="input",
        is_function_call=True,
        answered_by="custom_tool_call_output",
    ),
    ItemType(
        "custom_tool_call_output",
        "custom output",
        title="custom tool output",
        describe=functions.call_output_words,
        body=functions.call_output_body,
    ),
    ItemType(
        "program",
        "program",
        title="program",
        part_kind="program",
        text_field="code",
        comes_whole=True,
    ),
    ItemType(
        "program_output",
        "program output",
        title="program output",
        describe=status,
        body=functions.program_output_body,
    ),
    ItemType(
        "tool_search_call",
        "tool search",
        title="tool search",
        describe=functions.tool_search_words,
        body=functions.tool_search_body,
        part_kind="arguments",
        text_field="arguments",
    ),
    ItemType(
        "tool_search_output",
        "tools",
        title="tool search output",
        describe=functions.tools_words,
        body=tools_body,
    ),
    ItemType(
        "additional_tools",
        "more tools",
        title="additional tools",
        describe=functions.tools_words,
        body=tools_body,
    ),
    ItemType(
        "mcp_call",
        "MCP call",
        title="MCP call",
        describe=mcp.call_words,
        body=mcp.call_body,
        part_kind="arguments",
        text_field="arguments",
    ),
    ItemType(
        "mcp_list_tools",
        "MCP tools",
        title="MCP tools",
        describe=mcp.list_words,
        body=mcp.list_body,
    ),
    ItemType(
        "mcp_approval_request",
        "MCP approval",
        title="MCP approval request",
        describe=mcp.call_words,
        part_kind="arguments",
        text_field="arguments",
        comes_whole=True,
        answered_by="mcp_approval_response",
    ),
    ItemType(
        "mcp_approval_response",
        "MCP answer",
        title="MCP approval response",
        describe=mcp.approval_words,
        body=mcp.approval_body,
    ),
)
_HOSTED: Final = (
    ItemType(
        "web_search_call",
        "web search",
        title="web search",
        describe=searches.web_words,
        body=searches.web_body,
        part_kind="arguments",
        text_field="arguments",
    ),
    ItemType(
        "x_search_call",  # of xAI alone
        "X search",
        title="X search",
        describe=searches.web_words,
        body=searches.web_body,
        part_kind="arguments",
        text_field="arguments",
    ),
    ItemType(
        "file_search_call",
        "file search",
        title="file search",
        describe=searches.file_words,
        body=searches.file_body,
    ),
    ItemType(
        "code_interpreter_call",
        "code",
        title="code interpreter",
        describe=status,
        body=media.code_body,
        part_kind="code",
        text_field="code",
    ),
    ItemType(
        "image_generation_call",
        "image",
        title="image generation",
        describe=media.image_words,
        body=media.image_body,
    ),
    ItemType(
        "shell_call",
        "shell",
        title="shell",
        describe=shells.shell_words,
        part_kind="command",
        text_field="action.commands",
        answered_by="shell_call_output",
    ),
    ItemType(
        "shell_call_output",
        "shell output",
        title="shell output",
        describe=shells.shell_output_words,
        body=shells.shell_output_body,
        replaced_kind="output",
    ),
    ItemType(
        "local_shell_call",
        "local shell",
        title="local shell",
        describe=shells.local_shell_words,
        body=shells.local_shell_body,
        answered_by="local_shell_call_output",
    ),
    ItemType(
        "local_shell_call_output",
        "local output",
        title="local shell output",
        describe=shells.local_output_words,
        body=shells.local_output_body,
    ),
    ItemType(
        "apply_patch_call",
        "patch",
        title="patch",
        describe=shells.patch_words,
        part_kind="diff",
        text_field="operation.diff",
        answered_by="apply_patch_call_output",
    ),
    ItemType(
        "apply_patch_call_output",
        "patch output",
        title="patch output",
        describe=status,
        body=shells.patch_output_body,
    ),
    ItemType(
        "computer_call",
        "computer",
        title="computer",
        describe=media.computer_words,
        body=media.computer_body,
        answered_by="computer_call_output",
    ),
    ItemType(
        "computer_call_output",
        "screenshot",
        title="screenshot",
        describe=status,
        body=media.screenshot_body,
    ),
)

ITEM_TYPES: Final[Mapping[str, ItemType]] = {
    item_type.name: item_type
    for item_type in (
        ItemType("message", "message", Family.TEXT, describe=phase),
        ItemType("reasoning", "reasoning", Family.REASONING, describe=encrypted),
        *_CALLS,
        *_HOSTED,
        ItemType("compaction", "compaction", title="compaction", describe=encrypted),
    )
}
"""Every known type of item, by name. A server may answer a shell call itself."""
