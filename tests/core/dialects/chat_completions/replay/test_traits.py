"""The ids of a stream of Chat Completions, and the usage that not every request asks for."""

from __future__ import annotations

from ppchat.core.dialects.chat_completions.replay.traits import REPLAY
from tests.support.chunks import call_chunk, chunk


def test_the_ids_are_those_of_the_completion_and_its_calls() -> None:
    data = call_chunk("{", name="find", id="call_1")
    assert list(REPLAY.ids(data)) == ["chatcmpl-1", "call_1"]
    assert list(REPLAY.ids(chunk(content="x"))) == ["chatcmpl-1"]


def test_usage_is_omitted_unless_it_is_asked_for() -> None:
    asked = {"stream_options": {"include_usage": True}}
    assert REPLAY.omits("chunk.usage", {})
    assert REPLAY.omits("chunk.usage", {"stream_options": None})
    assert not REPLAY.omits("chunk.usage", asked)
    assert not REPLAY.omits("chunk.finish+usage", {})
