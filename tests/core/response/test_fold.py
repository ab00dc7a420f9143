"""The state after many events, however they are cut."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.response.fold import fold, fold_joined
from ppchat.core.response.response import Turn
from ppchat.core.stream.event import Event
from tests.support.any_event import EVENTS
from tests.support.playbook import created, delta, item_added, terminal, usage
from tests.support.streams import recorded, streams

STREAMS = streams()


def told(*said: tuple[float, dict[str, Any]]) -> Turn:
    """The state after these events."""
    return fold(Event(n, n, str(data["type"]), data) for n, (_, data) in enumerate(said))


@settings(deadline=None, max_examples=150)
@given(EVENTS, st.integers(0, 12))
def test_joining_deltas_on_the_way_gives_the_same_state(
    events: list[tuple[str, dict[str, Any]]], split: int
) -> None:
    made = [Event(n, n, *each) for n, each in enumerate(events)]
    assert fold_joined(made) == fold(made)
    assert fold_joined(made[split:], fold_joined(made[:split])) == fold(made)


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
    events: list[tuple[str, dict[str, Any]]],
) -> None:
    made = [Event(n, n, *each) for n, each in enumerate(events)]
    assert fold_joined(made) == fold(made)


def pieces(text: str, cuts: Iterable[int]) -> list[str]:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=12), st.data())
def test_how_a_text_is_cut_into_deltas_does_not_matter(
    text: str, cuts: list[int], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["output_text", "refusal", "reasoning_text"]))
    around = (created(), item_added(1)), (terminal(9, usage=usage(3)),)
    whole = told(*around[0], delta(2, text, kind=kind), *around[1])
    parts = [delta(2, piece, kind=kind) for piece in pieces(text, cuts)]
    assert told(*around[0], *parts, *around[1])._replace(seen=0) == whole._replace(seen=0)


def merged(events: Iterable[Event]) -> list[Event]:
    """The events with the deltas that follow one another in one part made one."""
    made: list[Event] = []
    for event in events:
        last = made[-1] if made else None
        places = ("output_index", "content_index", "summary_index", "command_index")
        if (
            last
            and event.delta
            and last.delta
            and last.type == event.type
            and isinstance(event.data["delta"], str)
            and all(last.data.get(key) == event.data.get(key) for key in places)
        ):
            data = {**event.data, "delta": last.delta + event.delta}
            made[-1] = event._replace(n=last.n, data=data)
        else:
            made.append(event)
    return made


@pytest.mark.parametrize("name", STREAMS)
def test_merging_the_deltas_of_a_stream_leaves_its_final_turn(name: str) -> None:
    events = list(recorded(STREAMS[name]).events())
    assert fold(merged(events))._replace(seen=0) == fold(events)._replace(seen=0)
