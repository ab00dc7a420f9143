"""The functions of the Messages dialect, on sound streams and on any data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.messages.block_types import BLOCK_TYPES
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.messages.event_types import EVENT_TYPES
from ppchat.core.dialects.messages.rules.schema import DELTA_FIELDS
from ppchat.core.dialects.registry import dialect_of_data, dialect_of_path
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import EMPTY_RESPONSE
from ppchat.core.stream.signals import End
from ppchat.core.view.cells import answer_cells
from tests.support.chunks import chunk
from tests.support.messages import (
    END,
    OVERLOADED,
    SEARCH,
    SOUND,
    TWISTER,
    WEATHER,
    block_start,
    delta,
    message_start,
    messages_recording,
    tool_block,
)
from tests.support.recordings import encode_sse
from tests.support.streams import split_frames


def test_a_stream_or_a_path_shows_the_dialect() -> None:
    for event in (TWISTER[0], delta(0, "text", text="a"), OVERLOADED):
        assert dialect_of_data(event) is MESSAGES
    assert dialect_of_path("/v1/messages?beta=true") is MESSAGES


def test_the_part_that_a_delta_grows() -> None:
    recording = messages_recording(*tool_block(3, "f", "{}"), delta(3, "signature", signature="s"))
    keys = [MESSAGES.part_of(event) for event in recording.events()]
    assert keys == [None, (3, "input", 0), None, None]
    assert [MESSAGES.adds_only_delta(event) for event in recording.events()][1]


@pytest.mark.parametrize("name", SOUND)
def test_the_state_at_any_event_is_the_fold_up_to_it(name: str) -> None:
    recording = messages_recording(*SOUND[name])
    events = list(recording.events())
    for n in range(len(events) + 1):
        expected = fold(events[:n], EMPTY_RESPONSE, MESSAGES)
        assert fold_coalesced(events[:n], EMPTY_RESPONSE, MESSAGES) == expected
        assert recording.at(n) == expected
    assert expected.status == "completed"


STREAM = b"".join(map(encode_sse, (*WEATHER[:-2], *SEARCH[1:])))
WHOLE = messages_recording(*split_frames(STREAM)).response


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_splitting_the_bytes_anywhere_changes_nothing(cuts: list[int]) -> None:
    assert messages_recording(*split_frames(STREAM, tuple(cuts))).response == WHOLE


def check_everything(*frames: Any, **options: Any) -> None:
    """Use every function that reads a stream: none may raise."""
    recording = messages_recording(*frames, **options)
    events = list(recording.events())
    expected = fold(events, EMPTY_RESPONSE, MESSAGES)
    assert fold_coalesced(events, EMPTY_RESPONSE, MESSAGES) == expected
    assert expected.seen == len(events)
    assert all(finding.message for finding in MESSAGES.protocol_findings(recording))
    assert json.dumps(MESSAGES.response_json(recording))
    assert answer_cells("k", recording, len(recording))
    assert all(isinstance(MESSAGES.summarize(event), str) for event in events)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(STREAM)), st.sampled_from(list(End)))
def test_a_stream_may_be_cut_anywhere(cut: int, end: End) -> None:
    check_everything(*split_frames(STREAM[:cut]), end=end)


KEYS = (
    *("type", "index", "delta", "content_block", "message", "usage", "error", "text", "id"),
    *("thinking", "signature", "partial_json", "citation", "citations", "content", "input"),
    *("stop_reason", "stop_sequence", "output_tokens", "input_tokens", "name", "model"),
    *("tool_use_id", "output_tokens_details", "from", "to", "data", "source", "lines"),
)
NAMES = st.sampled_from([*BLOCK_TYPES, *DELTA_FIELDS, "end_turn", "max_tokens", "tool_use", "poem"])
INDICES = st.one_of(st.integers(-2, 4), st.just(10**40), st.booleans(), st.just("1"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), INDICES, st.just(1.5), st.text(max_size=3), NAMES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=5,
)
INNER = st.fixed_dictionaries({"type": NAMES}, optional=dict.fromkeys(KEYS[2:], VALUES))
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted({name.partition("/")[0] for name in EVENT_TYPES}))},
        optional={
            "index": INDICES,
            "delta": st.one_of(INNER, VALUES),
            "content_block": st.one_of(INNER, VALUES),
            "message": st.one_of(INNER, VALUES),
            "usage": VALUES,
            "error": VALUES,
        },
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=50)
@given(EVENTS)
def test_no_data_raises(data: list[dict[str, Any]]) -> None:
    check_everything(*data)


BLOCK = block_start(0, "text", text="")


@pytest.mark.parametrize(
    "frames",
    [
        (message_start(), b'data: {"type": "content_block_delta", "delta": \n\n', END),
        (message_start(), {"type": "content_block_delta", "index": 0, "delta": None}, END),
        (message_start(), {**BLOCK, "index": 10**40}, {**BLOCK, "index": -1}, END),
        (TWISTER[0]["message"],),
        (*TWISTER[:4], chunk(content="b"), chunk(finish="stop")),
        (*TWISTER[:4], {"type": "response.completed", "response": {}}),
        (b"data: [DONE]\n\n", *TWISTER),
    ],
)
def test_a_stream_that_is_something_else(frames: tuple[Any, ...]) -> None:
    check_everything(*frames)
    check_everything(*frames, dialect=None)


def test_ten_thousand_blocks_and_deltas() -> None:
    blocks = (block_start(n, "tool_use", id=f"t{n}", name="f", input={}) for n in range(10_000))
    pieces = tool_block(0, "f", *['"a"'] * 10_000)
    for recording in (messages_recording(*blocks), messages_recording(*pieces)):
        assert MESSAGES.protocol_findings(recording)
        assert MESSAGES.response_json(recording)["content"]
