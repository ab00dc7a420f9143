"""The text of the messages in a request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.request_text import content_text, last_user_text

RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "3"}]}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "a"),
        ([{"role": "user", "content": "a"}, RESULT], "a"),
        ([RESULT], ""),
        ([3, {"role": "user", "content": 3}], ""),
        ("a", ""),
        (None, ""),
    ],
)
def test_the_last_text_of_the_user(messages: Any, expected: str) -> None:
    assert last_user_text(messages) == expected


def test_the_text_of_a_list_of_parts() -> None:
    assert content_text([{"text": "a"}, {"text": 3}, 3, {"text": "b"}]) == "a\nb"
