"""The body of a request, and what it asked."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.request import build_body, last_prompt
from tests.support.rounds import WEATHER, answers_to, calling_recording, path_of_rounds


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


def test_calls_and_their_outputs() -> None:
    """Signed thinking goes back with the calls that it led to."""
    path = path_of_rounds("Cold?", [calling_recording("messages", 1)])
    answers = answers_to(path[0].recording)
    settings: dict[str, Any] = {"model": "m", "base_url": "", "instructions": "", "extra": {}}
    body = build_body(path, "", **settings, chain=True, answers=answers).body
    result = {"type": "tool_result", "tool_use_id": "toolu_2", "content": "4 degrees"}
    assert body["messages"] == [
        {"role": "user", "content": "Cold?"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
                {"type": "text", "text": "Let me look."},
                {"type": "tool_use", "id": "toolu_2", "name": WEATHER, "input": {"city": "Oslo"}},
            ],
        },
        {"role": "user", "content": [result]},
    ]


@pytest.mark.parametrize("body", [{}, {"messages": 3}, {"messages": [3, {"role": "user"}]}])
def test_a_body_without_a_prompt(body: dict[str, Any]) -> None:
    assert last_prompt(body) == ""
