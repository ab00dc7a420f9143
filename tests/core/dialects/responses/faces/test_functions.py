"""Faces of calls, programs and searches for tools, and of what they return."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.images import base64_png
from tests.support.item_faces import face

PICTURE = f"data:image/png;base64,{base64_png()}"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "function_call", "name": "add"}, ["function call · add"]),
        ({"type": "function_call", "name": "add", "namespace": "m"}, ["function call · m.add"]),
        ({"type": "function_call_output", "output": "3"}, ["function output: 3"]),
        (
            {"type": "function_call_output", "name": "add", "status": "incomplete", "output": []},
            ["function output · add · incomplete"],
        ),
        (
            {
                "type": "custom_tool_call_output",
                "output": [
                    {"text": "a"},
                    {"image_url": PICTURE},
                    {"text": ""},
                ],
            },
            ["custom tool output: a", "image: PNG · 8×8 · 111 B", "more"],
        ),
        ({"type": "program_output", "result": ""}, ["program output"]),
        (
            {"type": "tool_search_call", "execution": "client", "arguments": {"q": 1}},
            ['tool search · client: {\n  "q": 1\n}'],
        ),
        ({"type": "tool_search_call", "execution": "server"}, ["tool search"]),
        (
            {"type": "tool_search_output", "tools": [{"name": "a"}, {"type": "web_search"}]},
            ["tool search output · 2 tools: a\nweb_search"],
        ),
        (
            {"type": "additional_tools", "role": "user", "tools": 7},
            ["additional tools · user · 0 tools"],
        ),
    ],
)
def test_faces(item: dict[str, Any], expected: list[str]) -> None:
    assert face(item) == expected
