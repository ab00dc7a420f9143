"""The completion that a server would return without streaming."""

from __future__ import annotations

from openai.types.chat import ChatCompletion

from ppchat.core.dialects.chat_completions.completion_json import completion_json
from tests.support.chunks import TWISTER, call_chunk, chat_recording, chunk


def test_the_completion_is_one_that_the_sdk_reads() -> None:
    completion = ChatCompletion.model_validate(completion_json(chat_recording(*TWISTER)))
    assert completion.choices[0].message.content == "Peter Piper"
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage is not None
    assert completion.usage.total_tokens == 12


def test_calls_and_reasoning_belong_to_their_choice() -> None:
    completion = completion_json(
        chat_recording(
            chunk(reasoning_content="Hm", index=1),
            call_chunk("{}", id="call_1", name="find", index=1),
            chunk(finish="tool_calls", index=1),
        )
    )
    (choice,) = completion["choices"]
    assert (choice["index"], choice["finish_reason"]) == (1, "tool_calls")
    assert choice["message"]["reasoning_content"] == "Hm"
    assert choice["message"]["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    ]


def test_all_that_a_message_may_hold() -> None:
    citation = {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 1}
    custom = {"index": 0, "id": "x", "type": "custom", "custom": {"name": "sql", "input": "1"}}
    image = {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
    written = completion_json(
        chat_recording(
            chunk(content="a", annotations=[{"type": "url_citation", "url_citation": citation}]),
            chunk(tool_calls=[custom], audio={"transcript": "t", "data": "AA"}, images=[image]),
            chunk(finish="stop"),
        )
    )
    message = written["choices"][0]["message"]
    assert message["images"] == [image]
    (choice,) = ChatCompletion.model_validate(written).choices
    assert choice.message.annotations is not None
    assert choice.message.annotations[0].url_citation.url == "https://a.example"
    assert choice.message.audio is not None
    assert choice.message.audio.transcript == "t"
    assert choice.message.tool_calls is not None
    assert choice.message.tool_calls[0].id == "x"


def test_a_choice_without_content_is_one_too() -> None:
    completion = completion_json(chat_recording(chunk(finish="stop")))
    assert completion["choices"][0]["message"]["content"] is None
