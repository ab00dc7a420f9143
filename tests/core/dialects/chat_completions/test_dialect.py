"""The functions of the Chat Completions dialect."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from tests.support.chunks import call_chunk, chat_recording, chunk, chunk_of


@pytest.mark.parametrize(
    ("data", "is_chat"),
    [
        (chunk(content="a"), True),
        ({"choices": []}, True),
        ({"object": "text_completion", "choices": []}, False),
        ({"type": "response.created"}, False),
    ],
)
def test_chunks_are_recognized(data: dict[str, Any], is_chat: bool) -> None:
    assert CHAT_COMPLETIONS.recognizes(data) is is_chat


@pytest.mark.parametrize(
    ("data", "only_delta"),
    [
        (chunk(content="a"), True),
        (call_chunk("{"), True),
        (call_chunk("{", id="call_1"), False),
        (chunk(content="a", finish="stop"), False),
        (chunk_of(*chunk(content="a")["choices"], *chunk(content="b", index=1)["choices"]), False),
    ],
)
def test_which_chunks_can_be_joined(data: dict[str, Any], only_delta: bool) -> None:
    event = chat_recording(data).event(0)
    assert CHAT_COMPLETIONS.adds_only_delta(event) is only_delta


def test_a_whole_completion_is_read_as_one_chunk() -> None:
    whole = {"object": "chat.completion", "choices": [{"message": {"content": "a"}}]}
    recording = chat_recording(whole)
    assert recording.response.text == "a"


def test_a_joined_delta_replaces_that_of_the_chunk() -> None:
    event = chat_recording(chunk(content="a", index=1)).event(0)
    joined = CHAT_COMPLETIONS.with_delta(event, "abc")
    assert (joined.delta, CHAT_COMPLETIONS.delta_text(joined.type, joined.data)) == ("abc", "abc")
    assert CHAT_COMPLETIONS.part_of(joined) == CHAT_COMPLETIONS.part_of(event)
