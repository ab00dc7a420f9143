"""What a request sent of the conversation, in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.view.request_context import request_context

MESSAGE = {"role": "user", "content": "Hi"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, ""),
        ({"input": 1}, ""),
        ({"input": [1, {"type": "function_call"}]}, ""),
        ({"input": "Hi"}, "1 message"),
        ({"input": [MESSAGE] * 3}, "3 messages"),
        ({"messages": [MESSAGE] * 2}, "2 messages"),
        ({"input": [MESSAGE], "previous_response_id": "r"}, "1 message, the rest by id"),
    ],
)
def test_messages_are_counted(body: dict[str, Any], words: str) -> None:
    assert request_context(body) == words
