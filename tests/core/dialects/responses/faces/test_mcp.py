"""Faces of the tools of MCP servers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.item_faces import face

CALL = {"type": "mcp_call", "server_label": "birds", "name": "find"}
LIST = {"type": "mcp_list_tools", "server_label": "birds"}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (CALL, ["MCP call · birds · find"]),
        ({**CALL, "output": "2"}, ["MCP call · birds · find", "output: 2"]),
        ({**CALL, "error": "no"}, ["MCP call · birds · find", "!error: no"]),
        (
            {**CALL, "status": "failed", "error": {"code": 502, "message": "Bad gateway"}},
            ["MCP call · birds · find · failed", "!error: 502 · Bad gateway"],
        ),
        (
            {**CALL, "error": {"type": "x_error", "content": [{"text": "no"}]}},
            ["MCP call · birds · find", "!error: no"],
        ),
        ({**CALL, "error": {"type": "x_error"}}, ["MCP call · birds · find", "!error: x error"]),
        (
            {**LIST, "tools": [{"name": "find", "description": "Finds."}]},
            ["MCP tools · birds · 1 tool: find: Finds."],
        ),
        ({**LIST, "tools": [], "error": "503"}, ["MCP tools · birds · failed", "!error: 503"]),
        ({**LIST, "tools": "many"}, ["MCP tools · birds"]),
        (
            {"type": "mcp_approval_request", "server_label": "birds", "name": "report"},
            ["MCP approval request · birds · report"],
        ),
        ({"type": "mcp_approval_response", "approve": True}, ["MCP approval response · approved"]),
        (
            {"type": "mcp_approval_response", "approve": False, "reason": "Wrong."},
            ["MCP approval response · denied: Wrong."],
        ),
        ({"type": "mcp_approval_response", "approve": []}, ["MCP approval response"]),
    ],
)
def test_faces(item: dict[str, Any], expected: list[str]) -> None:
    assert face(item) == expected


def test_ten_thousand_tools_are_a_count_and_the_first_of_them() -> None:
    tools = [{"name": f"tool_{n}", "description": "x" * 500} for n in range(10_000)]
    (text,) = face({**LIST, "tools": tools})
    assert text.startswith("MCP tools · birds · 10,000 tools: tool_0: xxx")
    assert text.endswith("… 9,900 more")
    assert len(text) < 25_000
