"""The functions of the dialect, on sound lines and on any data."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.checks.run import findings
from ppchat.core.dialects.ollama.dialect import OLLAMA
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import EMPTY_RESPONSE
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.signals import End
from ppchat.core.view.cells import answer_cells
from tests.support.chunks import chunk
from tests.support.lines import (
    END,
    SOUND,
    THINKING,
    TWISTER,
    call_line,
    chat_line,
    ollama_recording,
)

BODY = b"".join(json.dumps(line).encode() + b"\n" for line in THINKING)
WHOLE = ollama_recording(*THINKING).response


@pytest.mark.parametrize("name", SOUND)
def test_the_state_at_any_event_is_the_fold_up_to_it(name: str) -> None:
    recording = ollama_recording(*SOUND[name])
    events = list(recording.events())
    for n in range(len(events) + 1):
        expected = fold(events[:n], EMPTY_RESPONSE, OLLAMA)
        assert fold_coalesced(events[:n], EMPTY_RESPONSE, OLLAMA) == expected
        assert recording.at(n) == expected
    assert expected.status == "completed"


def split(body: bytes, *cuts: int) -> list[bytes]:
    splitter, edges = LineSplitter(), [0, *sorted(cuts), len(body)]
    frames = [frame for start, end in pairwise(edges) for frame in splitter.feed(body[start:end])]
    rest = splitter.flush()
    return [*frames, rest] if rest else frames


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(BODY)), max_size=8))
def test_splitting_the_bytes_anywhere_changes_nothing(cuts: list[int]) -> None:
    assert ollama_recording(*split(BODY, *cuts)).response == WHOLE


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=30), st.lists(st.integers(1, 29), max_size=6))
def test_how_a_text_is_split_into_deltas_does_not_matter(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [chat_line(text[start:end]) for start, end in pairwise(edges)]
    whole = ollama_recording(chat_line(text), END).response
    assert ollama_recording(*pieces, END).response._replace(seen=0) == whole._replace(seen=0)


def check_everything(*frames: Any, **options: Any) -> None:
    """Use every function that reads a stream: none may raise."""
    recording = ollama_recording(*frames, **options)
    events = list(recording.events())
    expected = fold(events, EMPTY_RESPONSE, recording.dialect)
    assert fold_coalesced(events, EMPTY_RESPONSE, recording.dialect) == expected
    assert expected.seen == len(events)
    for finding in findings(recording):
        assert finding.message
        assert all(0 <= n < len(events) for n in finding.events)
    assert json.dumps(OLLAMA.response_json(recording))
    answer_cells("k", recording, len(recording))
    assert all(isinstance(OLLAMA.summarize(event), str) for event in events)
    assert metrics(recording.summary).events == len(events)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(BODY)), st.sampled_from(list(End)))
def test_a_stream_may_be_cut_anywhere(cut: int, end: End) -> None:
    check_everything(*split(BODY[:cut]), end=end)


WORDS: st.SearchStrategy[Any] = st.sampled_from(
    ["", "a", "stop", "length", None, 7, -1, True, 1.5, 10**40, [], {}]
)
ODD: st.SearchStrategy[Any] = st.one_of(
    WORDS, st.dictionaries(st.sampled_from(["name", "index", "arguments", "content"]), WORDS)
)
CALL = st.fixed_dictionaries(
    {},
    optional={
        "id": ODD,
        "function": st.one_of(
            ODD,
            st.fixed_dictionaries({}, optional={"index": ODD, "name": ODD, "arguments": ODD}),
        ),
    },
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "role": ODD,
        "content": ODD,
        "thinking": ODD,
        "images": ODD,
        "tool_calls": st.one_of(ODD, st.lists(st.one_of(CALL, ODD), max_size=3)),
    },
)
LINE = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("model", "created_at", "response", "thinking", "error", "type"), ODD),
        "message": st.one_of(ODD, MESSAGE, MESSAGE, MESSAGE),
        "done": st.one_of(st.booleans(), ODD),
        **dict.fromkeys(("done_reason", "eval_count", "total_duration", "eval_duration"), ODD),
    },
)


@settings(deadline=None, max_examples=80)
@given(st.lists(LINE, max_size=8))
def test_no_data_raises(data: list[dict[str, Any]]) -> None:
    check_everything(*data)
    check_everything(*data, dialect=None)


@pytest.mark.parametrize(
    "frames",
    [
        (b'data: {"model": "m", \n\n', END),
        (b"data: [DONE]\n\n", *TWISTER),
        (*TWISTER[:2], chunk(content="b"), chunk(finish="stop")),
        (*TWISTER[:2], {"type": "response.completed", "response": {}}),
        ({"status": "pulling manifest"}, {"status": "success"}),
    ],
)
def test_a_stream_that_is_something_else(frames: tuple[Any, ...]) -> None:
    check_everything(*frames)
    check_everything(*frames, dialect=None)


def test_ten_thousand_calls() -> None:
    recording = ollama_recording(*[call_line()] * 10_000, END)
    assert OLLAMA.protocol_findings(recording) == []
    assert recording.response.status == "completed"


def test_lines_are_recognized_whatever_was_asked_for() -> None:
    recording = ollama_recording(*TWISTER, dialect=None, path="/v1/chat")
    assert recording.dialect is OLLAMA
    assert recording.response.text == "Peter Piper"
