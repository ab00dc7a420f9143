"""How the anthropic SDK reads a stream."""

from __future__ import annotations

from ppchat.adapters.sdk.anthropic_calls import MESSAGES
from ppchat.adapters.sdk.calls import Frames
from tests.support.messages import WEATHER, messages_recording

FINALS = {"create(stream=True)": [""], "messages.stream()": ["", "get_final_message()"]}
"""What each way of reading calls, one after the other."""


def test_the_final_message_is_asked_for_where_there_is_one() -> None:
    frames = [frame.raw for frame in messages_recording(*WEATHER).frames()]
    for name, read in MESSAGES.by_name.items():
        assert list(read(Frames(frames))) == FINALS[name]
        assert list(read(Frames(frames[:2]))) == [""]
