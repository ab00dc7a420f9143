"""How a response changes with a chunk."""

from __future__ import annotations

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import EMPTY_RESPONSE
from tests.support.chunks import TWISTER, call_chunk, chat_recording, chunk


def test_a_stream_becomes_a_message() -> None:
    response = chat_recording(*TWISTER).response
    assert (response.status, response.text) == ("completed", "Peter Piper")
    assert (response.response_id, response.model) == ("chatcmpl-1", "m-1")
    assert response.usage is not None
    assert response.usage[0:3] == (9, None, 3)


def test_reasoning_and_calls_are_items_of_their_own() -> None:
    response = chat_recording(
        chunk(reasoning_content="Look "),
        chunk(reasoning_content="it up."),
        call_chunk("", id="call_a", name="find"),
        call_chunk('{"q":'),
        call_chunk("", id="call_b", name="read", call=1),
        call_chunk("1}", call=0),
        call_chunk("{}", call=1),
        chunk(finish="tool_calls"),
    ).response
    assert [(item.type, item.id, item.status) for item in response.items] == [
        ("reasoning", "", "completed"),
        ("function_call", "call_a", "completed"),
        ("function_call", "call_b", "completed"),
    ]
    texts = [str(part.text) for item in response.items for part in item.parts]
    assert texts == ["Look it up.", '{"q":1}', "{}"]
    assert (response.items[1].data or {})["name"] == "find"


def test_a_response_ends_with_its_last_choice() -> None:
    recording = chat_recording(
        chunk(content="a"),
        chunk(content="b", index=1),
        chunk(finish="stop"),
        chunk(finish="length", index=1),
    )
    statuses = [recording.at(n).status for n in range(5)]
    assert statuses == ["", "in_progress", "in_progress", "in_progress", "incomplete"]
    assert recording.response.reason == "length"


def test_joined_deltas_give_the_same_response() -> None:
    recording = chat_recording(*TWISTER, call_chunk("a", id="1"), call_chunk("b"), call_chunk("c"))
    events = list(recording.events())
    assert fold(events, EMPTY_RESPONSE, CHAT_COMPLETIONS) == fold_coalesced(
        events, EMPTY_RESPONSE, CHAT_COMPLETIONS
    )
