"""The text of the messages in a request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.request_text import (
    answered_ids,
    content_text,
    last_user_text,
    sent_outputs,
)

RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "3"}]}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "a"),
        ([{"role": "user", "content": "a"}, RESULT], "a"),
        ([RESULT], ""),
        ([{"role": "user", "content": '<file name="a">\nx\n</file>\n\nSum it.'}], "Sum it."),
        ([3, {"role": "user", "content": 3}], ""),
        ("a", ""),
        (None, ""),
    ],
)
def test_the_last_text_of_the_user(messages: Any, expected: str) -> None:
    assert last_user_text(messages) == expected


def test_the_text_of_a_list_of_parts() -> None:
    assert content_text([{"text": "a"}, {"text": 3}, 3, {"text": "b"}]) == "a\nb"


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ({}, []),
        ({"input": "Hi"}, []),
        ({"input": [{"type": "function_call_output", "call_id": "a"}]}, ["a"]),
        (
            {
                "input": [
                    {"type": "custom_tool_call_output", "call_id": "a"},
                    {"type": "mcp_approval_response", "approval_request_id": "b"},
                ]
            },
            ["a", "b"],
        ),
        ({"input": [{"type": "function_call", "call_id": "a"}]}, []),
        ({"input": [{"type": "function_call_output", "call_id": "a"}, {"role": "user"}]}, []),
        ({"messages": [{"role": "tool", "tool_call_id": "a", "content": "x"}]}, ["a"]),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a"}]}
                ]
            },
            ["a"],
        ),
        ({"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "a"}]}]}, []),
        ({"input": [None, 3, {"type": "function_call_output", "call_id": 3}]}, []),
    ],
)
def test_the_calls_that_a_request_answers(body: dict[str, Any], ids: list[str]) -> None:
    assert answered_ids(body) == ids


def test_what_a_request_answers() -> None:
    body = {
        "input": [
            {"type": "function_call_output", "call_id": "a", "output": [{"text": "4"}]},
            {"type": "mcp_approval_response", "approval_request_id": "b", "approve": True},
            {"type": "mcp_approval_response", "approval_request_id": "c"},
        ]
    }
    assert sent_outputs(body) == [("a", "4", None), ("b", "", True), ("c", "", False)]
    assert sent_outputs({"messages": [{"tool_call_id": "a", "content": "x"}]}) == [("a", "x", None)]
