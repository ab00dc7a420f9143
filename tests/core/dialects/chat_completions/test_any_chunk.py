"""The laws of the dialect, on chunks of every shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.checks.run import findings
from ppchat.core.dialects.chat_completions.chunk import first_growth, growths
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event
from ppchat.core.view.cells import answer_cells
from tests.support.any_chunk import CHUNKS, make_chunk
from tests.support.chunks import call_chunk, chat_recording, chunk, chunk_of

STREAMS = st.lists(CHUNKS, max_size=10)


def folded(events: list[Event], response: Response = EMPTY_RESPONSE) -> Response:
    return fold(events, response, CHAT_COMPLETIONS)


def coalesced(events: list[Event], response: Response = EMPTY_RESPONSE) -> Response:
    return fold_coalesced(events, response, CHAT_COMPLETIONS)


@settings(deadline=None, max_examples=150)
@given(STREAMS, st.integers(0, 10))
def test_joining_deltas_gives_the_same_state(data: list[dict[str, Any]], split: int) -> None:
    events = [make_chunk(n, one) for n, one in enumerate(data)]
    assert coalesced(events) == folded(events)
    assert coalesced(events[split:], coalesced(events[:split])) == folded(events)


@settings(deadline=None, max_examples=120)
@given(CHUNKS)
def test_what_is_read_fast_is_what_is_read_slowly(data: dict[str, Any]) -> None:
    event = make_chunk(0, data)
    pieces = list(growths(data))
    first = first_growth(data)
    assert event.delta == (first.text if first else "")
    assert CHAT_COMPLETIONS.output_index(data) == (pieces[0].output_index if pieces else -1)
    part = CHAT_COMPLETIONS.part_of(event)
    assert part == ((first.output_index, first.kind, 0) if first else None)
    assert event.type == "?" or event.type in CHAT_COMPLETIONS.event_types or "type" in data


@settings(deadline=None, max_examples=60)
@given(STREAMS)
def test_no_stream_makes_anything_raise(data: list[dict[str, Any]]) -> None:
    frames = [f"data: {json.dumps(one)}\n\n".encode() for one in data]
    recording = chat_recording(*frames)
    for finding in findings(recording):
        assert finding.message
        assert all(0 <= n < len(data) for n in finding.events)
    CHAT_COMPLETIONS.response_json(recording)
    answer_cells("k", recording, len(recording))
    for n in range(len(recording)):
        CHAT_COMPLETIONS.summarize(recording.event(n))


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=40), st.lists(st.integers(1, 39), max_size=8))
def test_how_a_text_is_split_into_deltas_does_not_matter(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    for build in (_content, _reasoning, _arguments):
        whole = folded(list(_stream(build, [text])))
        assert folded(list(_stream(build, pieces)))._replace(seen=0) == whole._replace(seen=0)


def _content(text: str) -> dict[str, Any]:
    return chunk(content=text)


def _reasoning(text: str) -> dict[str, Any]:
    return chunk(reasoning_content=text)


def _arguments(text: str) -> dict[str, Any]:
    return call_chunk(text)


def _stream(build: Callable[[str], dict[str, Any]], pieces: list[str]) -> Iterator[Event]:
    datas = [chunk(role="assistant"), *map(build, pieces), chunk(finish="stop")]
    return (make_chunk(n, data) for n, data in enumerate(datas))


@pytest.mark.parametrize(
    "data",
    [
        {"object": "chat.completion.chunk", "choices": None},
        chunk_of({"index": 0, "delta": None}),
        chunk_of({"index": 2**70, "delta": {"content": "a"}}),
        chunk_of({"index": "0", "delta": {"content": ["a", 7, {"text": 7}]}}),
        call_chunk("{", call=2**70),
    ],
)
def test_odd_chunks_leave_the_rest_as_it_was(data: dict[str, Any]) -> None:
    frames = (chunk(content="Pet"), data, chunk(content="er"), chunk(finish="stop"))
    recording = chat_recording(*frames)
    assert (recording.response.text, recording.response.status) == ("Peter", "completed")
    assert recording.faults == {}


def _calls(count: int) -> list[bytes]:
    chunks = [call_chunk("{}", call=n, id=f"call_{n}", name="f") for n in range(count)]
    finish = chunk(finish="tool_calls")
    return [f"data: {json.dumps(one)}\n\n".encode() for one in (*chunks, finish)]


def _seconds(frames: list[bytes]) -> float:
    started = process_time()
    recording = chat_recording(*frames)
    findings(recording)
    return process_time() - started


def test_thousands_of_calls_cost_what_they_weigh() -> None:
    few, many = _calls(500), _calls(5000)
    # Ten times as many; where the cost is a square, no attempt comes near.
    assert any(_seconds(many) < 30 * _seconds(few) for _ in range(5))
