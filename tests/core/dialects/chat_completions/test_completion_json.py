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
