"""The functions of the Messages dialect."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.registry import dialect_of_data, dialect_of_path
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import EMPTY_RESPONSE
from tests.support.messages import OVERLOADED, SOUND, delta, messages_recording, tool_block


def test_a_stream_or_a_path_shows_the_dialect() -> None:
    for event in (SOUND["twister"][0], delta(0, "text", text="a"), OVERLOADED):
        assert dialect_of_data(event) is MESSAGES
    assert dialect_of_path("/v1/messages?beta=true") is MESSAGES


@pytest.mark.parametrize("name", SOUND)
def test_joined_deltas_give_the_same_response(name: str) -> None:
    events = list(messages_recording(*SOUND[name]).events())
    expected = fold(events, EMPTY_RESPONSE, MESSAGES)
    assert fold_coalesced(events, EMPTY_RESPONSE, MESSAGES) == expected
    assert expected.status == "completed"


def test_the_part_that_a_delta_grows() -> None:
    recording = messages_recording(*tool_block(3, "f", "{}"), delta(3, "signature", signature="s"))
    keys = [MESSAGES.part_of(event) for event in recording.events()]
    assert keys == [None, (3, "input", 0), None, None]
    assert [MESSAGES.adds_only_delta(event) for event in recording.events()][1]
