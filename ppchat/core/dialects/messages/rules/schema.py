"""What the reference requires of events, blocks and deltas: the one table of fields.

The reference is Anthropic's, as its SDK's models state it; a test compares the two. A field is
listed if it is required and may not be null. Its type follows from its name, unless `:type`
stands after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.shared_rules.required_fields import Field, parse_field_list

_TYPES: Final[Mapping[str, str]] = {
    name: field_type
    for field_type, names in (
        ("integer", "index input_tokens output_tokens document_index search_result_index"),
        ("integer", "start_char_index end_char_index start_page_number end_page_number"),
        ("integer", "start_block_index end_block_index"),
        ("object", "message content_block delta usage error input citation from to trigger"),
        ("list", "tools"),
        ("boolean", "is_error"),
        ("any", "content"),
    )
    for name in names.split()
}
"""The types of fields, by name; the others are strings."""


def _table(lines: Mapping[str, str]) -> Mapping[str, tuple[Field, ...]]:
    return {name: parse_field_list(words, _TYPES) for name, words in lines.items()}


EVENT_FIELDS: Final = _table(
    {
        "message_start": "message",
        "content_block_start": "index content_block",
        "content_block_delta": "index delta",
        "content_block_stop": "index",
        "message_delta": "delta usage",
        "message_stop": "",
        "error": "error",
        "ping": "",
    }
)
"""The required fields of an event, by its type without the suffix."""

BLOCK_FIELDS: Final = _table(
    {
        "text": "text",
        "thinking": "thinking signature",
        "redacted_thinking": "data",
        "tool_use": "id name input",
        "server_tool_use": "id name input",
        "mcp_tool_use": "id name input server_name",
        "web_search_tool_result": "tool_use_id content",
        "web_fetch_tool_result": "tool_use_id content",
        "code_execution_tool_result": "tool_use_id content",
        "bash_code_execution_tool_result": "tool_use_id content",
        "text_editor_code_execution_tool_result": "tool_use_id content",
        "tool_search_tool_result": "tool_use_id content",
        "mcp_tool_result": "tool_use_id content is_error",
        "advisor_tool_result": "tool_use_id content",
        "mcp_tool_listing": "mcp_server_name tools",
        "container_upload": "file_id",
        "compaction": "",
        "fallback": "from to trigger",
    }
)
"""The required fields of a content block, by its type; all require `type`."""

DELTA_FIELDS: Final = _table(
    {
        "text_delta": "text",
        "input_json_delta": "partial_json",
        "citations_delta": "citation",
        "thinking_delta": "thinking",
        "signature_delta": "signature",
        "compaction_delta": "",
    }
)
"""The required fields of a delta, by its type; all require `type`."""

CITATION_FIELDS: Final = _table(
    {
        "char_location": "cited_text document_index start_char_index end_char_index",
        "page_location": "cited_text document_index start_page_number end_page_number",
        "content_block_location": "cited_text document_index start_block_index end_block_index",
        "web_search_result_location": "cited_text encrypted_index url",
        "search_result_location": "cited_text search_result_index source "
        "start_block_index end_block_index",
    }
)
"""The required fields of a citation, by its type; all require `type`."""

_OTHERS: Final = _table(
    {
        "message": "id content:list model role usage",
        "message usage": "input_tokens output_tokens",
        "delta usage": "output_tokens",
        "error": "type message:string",
        "typed": "type",
    }
)
MESSAGE_FIELDS: Final = _OTHERS["message"]
MESSAGE_USAGE_FIELDS: Final = _OTHERS["message usage"]
DELTA_USAGE_FIELDS: Final = _OTHERS["delta usage"]
ERROR_FIELDS: Final = _OTHERS["error"]
TYPED: Final = _OTHERS["typed"]
"""What every block, delta and citation has."""

OFTEN_OMITTED: Final = frozenset({"signature"})
"""Required fields that sound servers omit without harm to a client."""

DELTAS_OF_BLOCK: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(BLOCK_FIELDS, frozenset[str]()),
    "text": frozenset({"text_delta", "citations_delta"}),
    "thinking": frozenset({"thinking_delta", "signature_delta"}),
    **dict.fromkeys(
        ("tool_use", "server_tool_use", "mcp_tool_use"), frozenset({"input_json_delta"})
    ),
    "compaction": frozenset({"compaction_delta"}),
}
"""The types of the deltas that a block of a type may have."""
