"""How a response changes with a chunk."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_reasoning_ends_where_the_answer_begins() -> None:
    recording = chat_recording(
        chunk(reasoning="Hm"), chunk(content="a"), call_chunk("{", id="x"), chunk(content="b")
    )
    open_items = [[item.type for item in recording.at(n).items if item.open] for n in range(5)]
    assert open_items == [[], ["reasoning"], ["message"], ["function_call"], ["function_call"]]
    assert recording.response.text == "ab"


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


def items_of(*chunks: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The type, id, name and text of each item."""
    return [
        (
            item.type,
            item.id,
            str((item.data or {}).get("name", "")),
            "|".join(str(part.text) for part in item.parts),
        )
        for item in chat_recording(*chunks).response.items
    ]


@pytest.mark.parametrize(
    "chunks",
    [
        [call_chunk('{"a"', id="x", name="f"), call_chunk(":1}")],
        [call_chunk('{"a"'), call_chunk(":1}", id="x", name="f")],
        [call_chunk('{"a"', id="x", name="f"), call_chunk(":1}", id="x", name="f")],
        [call_chunk('{"a"', id="x", name="f"), call_chunk(":1}", id="")],
        [
            chunk(tool_calls=[{"id": "x", "function": {"name": "f", "arguments": '{"a"'}}]),
            chunk(tool_calls=[{"index": "0", "function": {"arguments": ":1}"}}]),
        ],
    ],
    ids=["as it should be", "late", "repeated", "empty", "index missing"],
)
def test_a_call_is_named_whenever_its_name_comes(chunks: list[dict[str, Any]]) -> None:
    assert items_of(*chunks) == [("function_call", "x", "f", '{"a":1}')]


def test_calls_that_share_an_index_are_told_apart_by_their_ids() -> None:
    assert items_of(
        call_chunk("{}", id="x", name="f"),
        call_chunk("", id="y", name="f"),
        call_chunk("[]"),
        call_chunk("", id="z", name="g"),
    ) == [
        ("function_call", "x", "f", "{}"),
        ("function_call", "y", "f", "[]"),
        ("function_call", "z", "g", ""),
    ]


def test_the_older_and_the_freer_kinds_of_calls() -> None:
    assert items_of(
        chunk(function_call={"name": "f", "arguments": ""}),
        chunk(function_call={"arguments": "{}"}),
    ) == [("function_call", "", "f", "{}")]
    custom = {"index": 0, "id": "x", "type": "custom", "custom": {"name": "sql", "input": "select"}}
    assert items_of(chunk(tool_calls=[custom])) == [("custom_tool_call", "x", "sql", "select")]


def test_every_kind_of_reasoning() -> None:
    text = {"type": "reasoning.text", "text": "Hm", "signature": "s"}
    both = chat_recording(chunk(reasoning="Hm", reasoning_details=[text])).response.items[0]
    assert (both.text("reasoning"), both.data) == ("Hm", {"type": "reasoning", "signature": "s"})
    summary = {"type": "reasoning.summary", "summary": "Look"}
    encrypted = {"type": "reasoning.encrypted", "data": "zz"}
    details = chat_recording(chunk(reasoning_details=[summary, encrypted])).response.items[0]
    assert details.text("summary") == "Look"
    assert details.data == {"type": "reasoning", "encrypted_content": "zz"}
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}
    assert items_of(chunk(content=[thinking, {"type": "text", "text": "Yes"}, 7])) == [
        ("reasoning", "", "", "Hm"),
        ("message", "", "", "Yes"),
    ]


def test_speech_and_images() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
    other = {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
    recording = chat_recording(
        chunk(audio={"id": "a", "transcript": "Hi"}),
        chunk(audio={"data": "AAAA"}),
        chunk(images=[image]),
        chunk(images=[other]),
        chunk(finish="stop"),
    )
    message, *images = recording.response.items
    assert (message.text("transcript"), message.text("audio")) == ("Hi", "AAAA")
    body = CHAT_COMPLETIONS.item_types["image"].body
    assert [[block.image for block in body(item.data or {})] for item in images] == [
        ["data:image/png;base64,AA"],
        ["https://a.example/b.png"],
    ]
    names = [CHAT_COMPLETIONS.item_name(item.output_index, item.type) for item in images]
    assert names == ["0 image", "1 image"]


def test_a_whole_completion_is_read_as_one_chunk() -> None:
    message = {"role": "assistant", "content": "All at once"}
    completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    response = chat_recording(completion).response
    assert (response.text, response.status) == ("All at once", "completed")


def test_the_filter_frames_of_azure_leave_the_identity_to_the_chunks() -> None:
    blank = {"id": "", "object": "", "created": 0, "model": ""}
    prompt = {**blank, "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}
    results = {"hate": {"filtered": False}, "violence": {"filtered": True}}
    offsets = {"index": 0, "content_filter_results": results, "content_filter_offsets": {}}
    recording = chat_recording(prompt, *TWISTER[:3], {**blank, "choices": [offsets]}, *TWISTER[3:])
    assert (recording.response.response_id, recording.response.model) == ("chatcmpl-1", "m-1")
    assert (recording.type(0), recording.type(4)) == ("chunk.filter", "chunk.filter")
    assert CHAT_COMPLETIONS.summarize(recording.event(4)) == "filtered: violence"
    assert recording.response.text == "Peter Piper"
