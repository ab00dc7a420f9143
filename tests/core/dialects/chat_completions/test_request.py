"""The body of the next request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.chat_completions.request import build_body, last_prompt
from ppchat.core.dialects.tools import FunctionTool
from tests.support.chunks import TWISTER, call_chunk, chat_recording, chunk
from tests.support.rounds import OSLO, WEATHER, answers_to, calling_recording, path_of_rounds


def test_all_messages_are_sent_with_each_request() -> None:
    body, chained, count = build_body(
        [Node("1", None, "Twist", chat_recording(*TWISTER))],
        "Again",
        model="m",
        base_url="",
        instructions="Be brief",
        extra={"seed": 1},
        chain=True,
    )
    assert (chained, count) == (None, 3)
    assert body == {
        "model": "m",
        "stream": True,
        "stream_options": {"include_usage": True},
        "seed": 1,
        "messages": [
            {"role": "system", "content": "Be brief"},
            {"role": "user", "content": "Twist"},
            {"role": "assistant", "content": "Peter Piper"},
            {"role": "user", "content": "Again"},
        ],
    }


def test_calls_and_their_outputs() -> None:
    path = path_of_rounds("Cold?", [calling_recording("chat", 1)])
    answers = answers_to(path[0].recording)
    body, _, count = build_body(
        path,
        "",
        model="m",
        base_url="",
        instructions="",
        extra={},
        chain=True,
        answers=answers,
        tools=[FunctionTool("look", "Looks.", {"type": "object"}, strict=True)],
    )
    function = {"name": WEATHER, "arguments": OSLO}
    assert body["messages"] == [
        {"role": "user", "content": "Cold?"},
        {
            "role": "assistant",
            "content": "Let me look.",
            "tool_calls": [{"id": "call_0", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "call_0", "content": "4 degrees"},
    ]
    assert count == 3
    looking = {"name": "look", "description": "Looks.", "parameters": {"type": "object"}}
    assert body["tools"] == [{"type": "function", "function": looking | {"strict": True}}]


@pytest.mark.parametrize(
    ("field", "base_url", "sent"),
    [
        ("reasoning_content", "http://127.0.0.1:1/v1", "Hm."),
        ("reasoning", "http://127.0.0.1:1/v1", None),
        ("reasoning_content", "http://127.0.0.1:2/v1", None),
    ],
)
def test_reasoning_goes_back_with_calls_to_a_server_that_names_it_so(
    field: str, base_url: str, sent: str | None
) -> None:
    """DeepSeek refuses the calls without it, Groq and Cerebras the field."""
    call = call_chunk(OSLO, id="call_0", name=WEATHER)
    thinking: dict[str, Any] = {field: "Hm."}
    calling = chat_recording(chunk(**thinking), call, chunk(finish="tool_calls"))
    path = [Node("1", None, "Cold?", calling)]
    settings: dict[str, Any] = {"model": "m", "instructions": "", "extra": {}, "chain": True}
    body = build_body(path, "", **settings, base_url=base_url, answers=answers_to(calling)).body
    assert body["messages"][1].get("reasoning_content") == sent


@pytest.mark.parametrize(
    ("body", "prompt"),
    [
        ({"messages": [{"role": "user", "content": "a"}, {"role": "assistant"}]}, "a"),
        ({"messages": [{"role": "user", "content": [{"text": "a"}, {"text": "b"}, 7]}]}, "a\nb"),
        ({"messages": [7]}, ""),
        ({"messages": 7}, ""),
        ({}, ""),
    ],
)
def test_the_last_prompt(body: dict[str, Any], prompt: str) -> None:
    assert last_prompt(body) == prompt
