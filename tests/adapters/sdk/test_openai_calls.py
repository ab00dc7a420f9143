"""How the openai SDK reads a stream."""

from __future__ import annotations

import pytest

from ppchat.adapters.sdk.calls import Frames, SdkCalls
from ppchat.adapters.sdk.openai_calls import CHAT_COMPLETIONS, RESPONSES
from ppchat.core.recording.recording import Recording
from tests.support.chunks import TWISTER, chat_recording
from tests.support.recordings import build_recording, message_events

FINALS = {
    "create(stream=True)": [""],
    "responses.stream()": ["", "get_final_response()"],
    "chat.completions.stream()": ["", "get_final_completion()"],
}
"""What each way of reading calls, one after the other."""


@pytest.mark.parametrize(
    ("calls", "recording"),
    [(RESPONSES, build_recording(message_events())), (CHAT_COMPLETIONS, chat_recording(*TWISTER))],
)
def test_the_final_answer_is_asked_for_where_there_is_one(
    calls: SdkCalls, recording: Recording
) -> None:
    frames = [frame.raw for frame in recording.frames()]
    for name, read in calls.by_name.items():
        assert list(read(Frames(frames))) == FINALS[name]
        assert list(read(Frames(frames[:2]))) == [""]
