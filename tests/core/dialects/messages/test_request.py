"""The body of a request, and what it asked."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.request import build_body, last_prompt


def test_a_body_has_the_instructions_beside_its_messages() -> None:
    body, chained, count = build_body(
        [],
        "Hello",
        model="m",
        base_url="",
        instructions="Be brief.",
        extra={"max_tokens": 7},
        chain=True,
    )
    assert (chained, count) == (None, 1)
    assert body == {
        "model": "m",
        "max_tokens": 7,
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }
    assert last_prompt(body) == "Hello"


@pytest.mark.parametrize("body", [{}, {"messages": 3}, {"messages": [3, {"role": "user"}]}])
def test_a_body_without_a_prompt(body: dict[str, Any]) -> None:
    assert last_prompt(body) == ""
