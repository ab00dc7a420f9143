"""The types of output items."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.item_types import ITEM_TYPES


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "function_call", "name": "add"}, "add"),
        ({"type": "web_search_call", "action": {"query": "herons"}}, "herons"),
        ({"type": "web_search_call", "action": "odd"}, ""),
        ({"type": "file_search_call", "queries": ["a", 7, "b"]}, "a, b"),
        ({"type": "apply_patch_call", "operation": {"path": "x.py"}}, "x.py"),
        ({"type": "mcp_list_tools", "server_label": "wiki", "tools": [{}, {}]}, "wiki: 2"),
        ({"type": "mcp_list_tools", "tools": 7}, ": 0"),
        ({"type": "message"}, ""),
    ],
)
def test_what_a_heading_says_of_an_item(data: dict[str, Any], expected: str) -> None:
    assert ITEM_TYPES[data["type"]].describe(data) == expected
