"""The items of a list of messages, as each of the protocols with messages writes them."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.replay.input_items import InputItem, InputKind, json_text, message_items

CALL = InputItem(InputKind.CALL, '{"city":"Rome"}', "c1", "weather")
OUTPUT = InputItem(InputKind.OUTPUT, "17", "c1")
CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Rome?"},
    {
        "role": "assistant",
        "content": "I look.",
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "weather", "arguments": '{"city":"Rome"}'},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "content": "17"},
]
BLOCKS = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Rome?"}]},
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "s"},
            {"type": "text", "text": "I look."},
            {"type": "tool_use", "id": "c1", "name": "weather", "input": {"city": "Rome"}},
        ],
    },
    {
        "role": "user",
        "content": [
            {
                "type": "tool_result",
                "tool_use_id": "c1",
                "content": [{"type": "text", "text": "17"}],
            }
        ],
    },
]


@pytest.mark.parametrize("messages", [CHAT, BLOCKS], ids=["tool_calls", "blocks"])
def test_calls_and_outputs_are_alike_in_both_ways_to_write_them(messages: Any) -> None:
    assert list(message_items(messages)) == [
        InputItem(InputKind.INSTRUCTIONS, "Be brief."),
        InputItem(InputKind.PROMPT, "Rome?"),
        InputItem(InputKind.ANSWER, "I look."),
        CALL,
        OUTPUT,
    ]


def test_arguments_may_be_an_object_and_an_output_may_name_its_function() -> None:
    call = {"function": {"name": "weather", "arguments": {"city": "Rome"}}}
    messages = [
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_name": "weather", "content": "17"},
    ]
    assert list(message_items(messages))[1:] == [
        CALL._replace(call_id=""),
        InputItem(InputKind.OUTPUT, "17", name="weather"),
    ]


def test_what_is_no_text_is_attached_to_a_prompt() -> None:
    image = {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
    content = [{"type": "text", "text": "What is that?"}, image]
    (item,) = message_items([{"role": "user", "content": content}])
    assert (item.text, item.attachments) == ("What is that?", json_text([image]))


@pytest.mark.parametrize("messages", [None, 5, "text", [None, 5], {}])
def test_anything_else_has_no_items(messages: Any) -> None:
    assert list(message_items(messages)) == []
