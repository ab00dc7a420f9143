"""What a request asked."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.responses.request import last_prompt


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ("hello", "hello"),
        ([{"role": "user", "content": "hello"}], "hello"),
        (
            [
                {"role": "user", "content": "first"},
                {"role": "assistant", "content": "so"},
                {"role": "user", "content": [{"type": "input_text", "text": "hello"}, {}, 7]},
                {"role": "assistant", "content": "so"},
                7,
            ],
            "hello",
        ),
        ([{"role": "user", "content": 7}], ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_last_prompt(messages: object, expected: str) -> None:
    assert last_prompt({"input": messages}) == expected
