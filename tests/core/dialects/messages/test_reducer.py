"""How a response changes with an event of Messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ppchat.core.response.outcome import Outcome
from tests.support.messages import (
    CITATION,
    END,
    OVERLOADED,
    SEARCH,
    TWISTER,
    WEATHER,
    block_start,
    block_stop,
    delta,
    message_start,
    messages_recording,
    result_block,
    stop_reason,
    text_block,
    tool_block,
)


def test_a_stream_becomes_a_message() -> None:
    recording = messages_recording(*TWISTER)
    response = recording.response
    assert (response.status, response.text) == ("completed", "Peter Piper")
    assert (response.response_id, response.model) == ("msg_1", "m-1")
    assert recording.outcome is Outcome.COMPLETED
    statuses = [recording.at(n).status for n in (0, 1, len(TWISTER) - 1, len(TWISTER))]
    assert statuses == ["", "in_progress", "in_progress", "completed"]


def test_each_block_is_an_item() -> None:
    items = messages_recording(*WEATHER).response.items
    assert [(item.output_index, item.type, item.id, item.status) for item in items] == [
        (0, "reasoning", "", "completed"),
        (1, "message", "", "completed"),
        (2, "tool_use", "toolu_2", "completed"),
        (3, "tool_use", "toolu_3", "completed"),
    ]
    parts = [(part.kind, str(part.text), part.done) for item in items for part in item.parts]
    assert parts == [
        ("reasoning", "Two cities.", True),
        ("text", "Let me look.", True),
        ("input", '{"city": "Oslo"}', True),
        ("input", '{"city": "Rome"}', True),
    ]
    assert (items[0].data or {})["signature"] == "sig"


def test_what_a_server_tool_gave_and_what_was_cited() -> None:
    response = messages_recording(*SEARCH).response
    assert [item.type for item in response.items] == [
        "server_tool_use",
        "web_search_tool_result",
        "message",
    ]
    assert response.items[1].text("output") == "Herons · https://example.org/heron"
    (part,) = response.items[2].parts
    assert (str(part.text), part.annotations) == ("Herons wade.", (CITATION,))


def test_the_input_is_all_of_it_and_counts_are_cumulative() -> None:
    recording = messages_recording(
        message_start(cache_read_input_tokens=100, cache_creation_input_tokens=20), stop_reason()
    )
    first, last = recording.at(1).usage, recording.response.usage
    assert first is not None
    assert last is not None
    assert (first.input, first.cached, first.output) == (129, 100, None)
    assert (last.input, last.cached, last.output, last.total) == (129, 100, 5, None)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("end_turn", Outcome.COMPLETED),
        ("stop_sequence", Outcome.COMPLETED),
        ("tool_use", Outcome.COMPLETED),
        ("tomorrow", Outcome.COMPLETED),
        ("max_tokens", Outcome.INCOMPLETE),
        ("model_context_window_exceeded", Outcome.INCOMPLETE),
        ("pause_turn", Outcome.INCOMPLETE),
        ("refusal", Outcome.INCOMPLETE),
        ("compaction", Outcome.INCOMPLETE),
    ],
)
def test_a_stop_reason_is_an_outcome(reason: str, outcome: Outcome) -> None:
    recording = messages_recording(message_start(), *text_block(0, "a"), stop_reason(reason), END)
    assert recording.outcome is outcome
    assert recording.response.reason == (reason if outcome is Outcome.INCOMPLETE else "")


@pytest.mark.parametrize("before", [(), TWISTER[:3]])
def test_an_error_ends_the_stream(before: tuple[dict[str, Any], ...]) -> None:
    recording = messages_recording(*before, OVERLOADED)
    assert recording.outcome is Outcome.FAILED
    assert recording.response.error == ("Overloaded", "overloaded_error")


def test_the_first_end_stays() -> None:
    assert messages_recording(*TWISTER, OVERLOADED).outcome is Outcome.COMPLETED
    assert messages_recording(OVERLOADED, END).outcome is Outcome.FAILED
    assert messages_recording(*TWISTER[:-1]).outcome is Outcome.CUT_OFF


def test_what_a_block_holds_from_its_start_is_kept() -> None:
    items = messages_recording(
        message_start(),
        block_start(0, "text", text="He", citations=[CITATION]),
        delta(0, "text", text="y"),
        block_start(1, "tool_use", id="t", name="f", input={"a": 1}),
        block_stop(1),
        block_start(2, "tool_use", id="t", name="f", input={"a": 1}),
        delta(2, "input_json", partial_json='{"a": 2}'),
        block_stop(2),
    ).response.items
    assert [
        item.text(kind) for item, kind in zip(items, ("text", "input", "input"), strict=True)
    ] == [
        "Hey",
        '{"a": 1}',
        '{"a": 2}',
    ]
    assert items[0].parts[0].annotations == (CITATION,)


def test_a_block_that_was_not_begun_is_begun_by_its_delta() -> None:
    items = messages_recording(
        delta(4, "input_json", partial_json="{}"),
        delta(2, "thinking", thinking="hm"),
        {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "last"}},
        delta(7, "citations", citation=CITATION),
        delta(8, "signature", signature="s"),
        block_stop(9),
    ).response.items
    assert [(item.output_index, item.type) for item in items] == [
        (2, "reasoning"),
        (4, "tool_use"),
        (7, "message"),
        (8, "reasoning"),
    ]
    assert items[1].text("text") == "last"


def test_text_that_citations_divide_is_one_text() -> None:
    response = messages_recording(
        message_start(),
        *text_block(0, "Birds: "),
        *text_block(1, "herons ", "wade"),
        *text_block(2, "."),
        *tool_block(3, "f", "{}"),
        *text_block(4, "Done."),
    ).response
    assert response.text == "Birds: herons wade.\n\nDone."
    assert [item.continues for item in response.items] == [False, True, True, False, False]


def test_a_compaction_and_a_fallback() -> None:
    fallback = {"from": {"model": "m-1"}, "to": {"model": "m-2"}}
    response = messages_recording(
        message_start(),
        block_start(0, "compaction", content=None),
        delta(0, "compaction", content="Birds so far.", encrypted_content="e"),
        block_stop(0),
        block_start(1, "fallback", **fallback),
        block_stop(1),
        *result_block(2, "mcp_tool_result", [{"type": "text", "text": "ok"}], is_error=False),
        block_start(3, "poem", lines=3),
    ).response
    assert response.model == "m-2"
    assert response.items[0].text("summary") == "Birds so far."
    assert (response.items[0].data or {})["encrypted_content"] == "e"
    assert response.items[2].text("output") == "ok"
    assert response.items[3].type == "poem"


def test_many_blocks_take_time_in_proportion() -> None:
    blocks = [event for index in range(5000) for event in text_block(index, "a")]
    response = messages_recording(message_start(), *blocks, stop_reason(), END).response
    assert len(response.items) == 4096  # the limit
    assert json.dumps(response.usage)
