"""Lists of tools."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.faces.tool_lists import tool_line, tools_body


@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ({"name": "a", "description": "Adds\ntwo."}, "a: Adds two."),
        ({"type": "function", "function": {"name": "a"}}, "a"),
        ({"type": "mcp", "server_label": "birds"}, "birds"),
        ({}, "(unnamed)"),
        ({"description": "Odd."}, "(unnamed): Odd."),
    ],
)
def test_a_tool_in_one_line(tool: dict[str, Any], line: str) -> None:
    assert tool_line(tool) == line


def test_a_list_without_tools_is_nothing() -> None:
    assert [block.text for block in tools_body({"tools": [{"name": "a"}, 7]})] == ["a"]
    assert list(tools_body({"tools": []})) == list(tools_body({"tools": 7})) == []
