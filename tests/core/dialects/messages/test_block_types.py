"""The types of content blocks."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from anthropic.types import ContentBlock
from anthropic.types.beta import BetaContentBlock

from ppchat.core.dialects.messages.block_types import BLOCK_TYPES, ITEM_TYPES, item_type_of


@pytest.mark.parametrize("union", [ContentBlock, BetaContentBlock])
def test_every_block_of_the_sdk_is_known(union: Any) -> None:
    models = get_args(get_args(union)[0])
    names = {get_args(model.model_fields["type"].annotation)[0] for model in models}
    assert names <= set(BLOCK_TYPES)
    assert {item_type_of(name) for name in names} <= set(ITEM_TYPES)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "redacted_thinking", "data": "abc"}, "3 characters"),
        ({"type": "tool_use", "name": "find"}, "find"),
        ({"type": "mcp_tool_use", "server_name": "birds", "name": "find"}, "birds · find"),
        ({"type": "web_search_tool_result", "content": [{}, {}]}, "2 results"),
        (
            {"type": "web_search_tool_result", "content": {"error_code": "max_uses_exceeded"}},
            "max_uses_exceeded",
        ),
        ({"type": "web_fetch_tool_result", "content": {"url": "https://a.b"}}, "https://a.b"),
        ({"type": "code_execution_tool_result", "content": {"return_code": 1}}, "return code 1"),
        (
            {"type": "tool_search_tool_result", "content": {"tool_references": [{}]}},
            "1 tool",
        ),
        ({"type": "mcp_tool_result", "is_error": True}, "error"),
        ({"type": "mcp_tool_listing", "mcp_server_name": "birds", "tools": [{}]}, "birds · 1 tool"),
        ({"type": "container_upload", "file_id": "file_1"}, "file_1"),
        ({"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}}, "a → b"),
    ],
)
def test_what_is_said_of_a_block(block: dict[str, Any], expected: str) -> None:
    assert ITEM_TYPES[block["type"]].describe(block) == expected


@pytest.mark.parametrize("item_type", ITEM_TYPES.values(), ids=lambda item_type: item_type.name)
def test_nothing_is_said_of_an_empty_block_and_nothing_raises(item_type: Any) -> None:
    for value in (None, 3, "a", [3], {"a": 3}):
        fields = ("content", "name", "data", "from", "to", "tools", "is_error", "file_id")
        assert isinstance(item_type.describe(dict.fromkeys(fields, value)), str)
