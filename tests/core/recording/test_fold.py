"""The state after many events, however their deltas are split."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.response.response import Response
from ppchat.core.stream.event import Event
from tests.support.any_event import EVENTS, make_event
from tests.support.recordings import created, delta, item_added, terminal, usage
from tests.support.streams import load_chat_streams, load_streams, open_recording

STREAMS = load_streams() | load_chat_streams()


def fold_timed(*events: tuple[float, dict[str, Any]]) -> Response:
    """The state after these events."""
    return fold(make_event(n, str(data["type"]), data) for n, (_, data) in enumerate(events))


@settings(deadline=None, max_examples=150)
@given(EVENTS, st.integers(0, 12))
def test_joining_deltas_gives_the_same_state(
    data: list[tuple[str, dict[str, Any]]], split: int
) -> None:
    events = [make_event(n, *event) for n, event in enumerate(data)]
    assert fold_coalesced(events) == fold(events)
    assert fold_coalesced(events[split:], fold_coalesced(events[:split])) == fold(events)


NEIGHBOURS = st.lists(
    st.tuples(
        st.sampled_from(["response.output_text.delta", "response.reasoning_summary_text.delta"]),
        st.fixed_dictionaries(
            {"delta": st.sampled_from(["a", "b", "", None])},
            optional={
                "output_index": st.sampled_from([0, 1, True, 0.0, -1]),
                "content_index": st.sampled_from([0, 1, True, 1.0, -1, []]),
                "summary_index": st.sampled_from([0, 1, None]),
                "item_id": st.sampled_from(["x", "y"]),
            },
        ),
    ),
    max_size=10,
)


@settings(deadline=None, max_examples=300)
@given(NEIGHBOURS)
def test_only_deltas_of_the_same_part_are_joined(
    data: list[tuple[str, dict[str, Any]]],
) -> None:
    events = [make_event(n, *event) for n, event in enumerate(data)]
    assert fold_coalesced(events) == fold(events)


def pieces(text: str, cuts: Iterable[int]) -> list[str]:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=12), st.data())
def test_how_a_text_is_split_into_deltas_does_not_matter(
    text: str, cuts: list[int], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["output_text", "refusal", "reasoning_text"]))
    head, tail = (created(), item_added(1)), (terminal(9, usage=usage(3)),)
    expected = fold_timed(*head, delta(2, text, kind=kind), *tail)
    deltas = [delta(2, piece, kind=kind) for piece in pieces(text, cuts)]
    assert fold_timed(*head, *deltas, *tail)._replace(seen=0) == expected._replace(seen=0)


def merge_deltas(events: Iterable[Event]) -> list[Event]:
    """The events with consecutive deltas of one part merged."""
    merged: list[Event] = []
    for event in events:
        last = merged[-1] if merged else None
        index_fields = ("output_index", "content_index", "summary_index", "command_index")
        if (
            last
            and event.delta
            and last.delta
            and last.type == event.type
            and isinstance(event.data.get("delta"), str)
            and all(last.data.get(key) == event.data.get(key) for key in index_fields)
        ):
            data = {**event.data, "delta": last.delta + event.delta}
            merged[-1] = event._replace(n=last.n, data=data, delta=last.delta + event.delta)
        elif last and (chunk := merge_chunks(last, event)):
            merged[-1] = chunk
        else:
            merged.append(event)
    return merged


def merge_chunks(last: Event, event: Event) -> Event | None:
    """Two chunks of which each adds to one text, and nothing else, as one; None for others."""
    choices = [*last.data.get("choices", ()), *event.data.get("choices", ())]
    texts = {"content", "reasoning_content", "reasoning", "refusal"}
    if len(choices) != 2 or "usage" in last.data or last.type != event.type or not last.delta:
        return None
    (key, *more), (other, *others) = (choice["delta"] for choice in choices)
    finishes = [choice.get("finish_reason") for choice in choices]
    if key != other or more or others or key not in texts or finishes != [None, None]:
        return None
    text = last.delta + event.delta
    choice = {**choices[0], "delta": {key: text}}
    return last._replace(data={**last.data, "choices": [choice]}, delta=text)


@pytest.mark.parametrize("name", STREAMS)
def test_merging_the_deltas_of_a_stream_leaves_its_final_response(name: str) -> None:
    recording = open_recording(STREAMS[name])
    events, dialect = list(recording.events()), recording.dialect
    merged = fold(merge_deltas(events), dialect=dialect)
    assert merged._replace(seen=0) == fold(events, dialect=dialect)._replace(seen=0)
    assert fold_coalesced(events, dialect=dialect) == fold(events, dialect=dialect)
