"""The types of content blocks of Messages, and the items that they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.faces.tool_lists import tools_body
from ppchat.core.dialects.messages.block_text import error_code
from ppchat.core.dialects.messages.faces.results import command_body, images_body
from ppchat.core.dialects.vocabulary import Family, ItemType
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, mappings, string


def _name(data: JsonObject) -> str:
    return string(data, "name")


def _name_at_server(data: JsonObject) -> str:
    return " · ".join(word for word in (string(data, "server_name"), _name(data)) if word)


def _search_results(data: JsonObject) -> str:
    return error_code(data) or pluralize(len(mappings(data, "content")), "result")


def _tool_references(data: JsonObject) -> str:
    references = mappings(mapping(data, "content"), "tool_references")
    return error_code(data) or pluralize(len(references), "tool")


def _fetched_url(data: JsonObject) -> str:
    return error_code(data) or string(mapping(data, "content"), "url")


def _return_code(data: JsonObject) -> str:
    code = mapping(data, "content").get("return_code")
    return error_code(data) or (f"return code {code}" if type(code) is int else "")


def _failure(data: JsonObject) -> str:
    return error_code(data) or ("error" if data.get("is_error") is True else "")


def _redacted_size(data: JsonObject) -> str:
    return pluralize(len(string(data, "data")), "character")


def _fallback_models(data: JsonObject) -> str:
    models = (string(mapping(data, key), "model") for key in ("from", "to"))
    return " → ".join(model for model in models if model)


def _listed_tools(data: JsonObject) -> str:
    count = pluralize(len(mappings(data, "tools")), "tool")
    return " · ".join(filter(None, (string(data, "mcp_server_name"), count)))


_SERVER_RESULTS: Final = (
    "web_search_tool_result",
    "web_fetch_tool_result",
    "code_execution_tool_result",
    "bash_code_execution_tool_result",
    "text_editor_code_execution_tool_result",
    "tool_search_tool_result",
    "advisor_tool_result",
)
"""The types of the results of tools that the server runs."""

ITEM_TYPES: Final[Mapping[str, ItemType]] = {
    item_type.name: item_type
    for item_type in (
        ItemType("message", "message", Family.TEXT),
        ItemType("reasoning", "thinking", Family.REASONING),
        ItemType(
            "redacted_thinking",
            "redacted",
            Family.REASONING,
            title="redacted thinking",
            describe=_redacted_size,
        ),
        ItemType(
            "tool_use",
            "tool use",
            title="tool use",
            describe=_name,
            part_kind="input",
            text_field="input",
            is_function_call=True,
            answered_by="tool_result",
        ),
        ItemType(
            "server_tool_use",
            "server tool",
            title="server tool",
            describe=_name,
            part_kind="input",
            text_field="input",
            result_types=_SERVER_RESULTS,
        ),
        ItemType(
            "mcp_tool_use",
            "MCP tool",
            title="MCP tool",
            describe=_name_at_server,
            part_kind="input",
            text_field="input",
            result_types=("mcp_tool_result",),
        ),
        ItemType(
            "web_search_tool_result",
            "web search",
            title="web search",
            describe=_search_results,
        ),
        ItemType("web_fetch_tool_result", "web fetch", title="web fetch", describe=_fetched_url),
        ItemType(
            "code_execution_tool_result",
            "code",
            title="code execution",
            describe=_return_code,
            body=command_body,
            replaced_kind="output",
        ),
        ItemType(
            "bash_code_execution_tool_result",
            "bash",
            title="bash",
            describe=_return_code,
            body=command_body,
            replaced_kind="output",
        ),
        ItemType(
            "text_editor_code_execution_tool_result",
            "text editor",
            title="text editor",
            describe=_failure,
        ),
        ItemType(
            "tool_search_tool_result",
            "tool search",
            title="tool search",
            describe=_tool_references,
        ),
        ItemType(
            "mcp_tool_result",
            "MCP result",
            title="MCP call",
            describe=_failure,
            body=images_body,
        ),
        ItemType("advisor_tool_result", "advisor", title="advisor", describe=_failure),
        ItemType(
            "mcp_tool_listing",
            "MCP tools",
            title="MCP tools",
            describe=_listed_tools,
            body=tools_body,
        ),
        ItemType(
            "container_upload",
            "upload",
            title="container upload",
            describe=lambda data: string(data, "file_id"),
        ),
        ItemType("compaction", "compaction", title="compaction"),
        ItemType("fallback", "fallback", title="fallback", describe=_fallback_models),
    )
}
"""Every known type of item, by name: that of its block but for text and thinking."""

_ITEM_OF_BLOCK: Final = {"text": "message", "thinking": "reasoning"}
BLOCK_TYPES: Final[tuple[str, ...]] = (
    *_ITEM_OF_BLOCK,
    *(name for name in ITEM_TYPES if name not in _ITEM_OF_BLOCK.values()),
)
"""Every known type of content block."""


def item_type_of(block_type: str) -> str:
    """The type of the item that a content block of a type is."""
    return _ITEM_OF_BLOCK.get(block_type, block_type)
