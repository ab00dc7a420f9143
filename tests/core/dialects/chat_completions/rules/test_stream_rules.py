"""Findings about a stream as a whole."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.chat_completions.rules.stream_rules import StreamRules, is_chunk
from tests.support.chunks import DONE_FRAME, TWISTER, chat_recording, chunk, chunk_of
from tests.support.recordings import EventData


def messages(*frames: EventData | bytes) -> list[str]:
    recording = chat_recording(*frames)
    rules = StreamRules(recording)
    for event in recording.events():
        rules.check(event)
    return [finding.message for finding in rules.finish(is_complete=True)]


def test_the_empty_identity_of_a_filter_frame_is_no_change() -> None:
    blank = {"id": "", "object": "", "created": 0, "model": ""}
    assert messages({**blank, "choices": [], "prompt_filter_results": []}, *TWISTER) == []


def test_a_change_says_from_what_to_what() -> None:
    assert messages(chunk(), {**chunk(), "model": "m-2"}, DONE_FRAME) == [
        "`model` is 'm-1' at first, and differs in 1 chunk: 'm-2'."
    ]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"type": "response.completed"}, "Responses"),
        ({"type": "content_block_stop", "index": 0}, "Messages"),
        ({"model": "m", "message": {"content": "a"}, "done": False}, "Ollama"),
    ],
)
def test_events_of_another_protocol_are_named(data: EventData, name: str) -> None:
    assert f"2 events of another protocol: {name}." in messages(chunk(), data, data, DONE_FRAME)


def test_an_error_without_a_sentinel_is_no_second_fault() -> None:
    assert messages(chunk(), {"error": {"message": "no"}}) == []
    assert messages(chunk(), b": bye\n\n") == ["The stream ends without `[DONE]`."]


def test_what_is_a_chunk() -> None:
    recording = chat_recording(chunk_of(), {"object": "chat.completion.chunk"}, {"id": 7})
    assert [is_chunk(event) for event in recording.events()] == [True, True, False]
