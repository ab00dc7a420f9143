"""Events in columns, and the state after any number of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.recording.recording import CHECKPOINT, Recording
from ppchat.core.response.fold import fold
from ppchat.core.response.outcome import Verdict
from ppchat.core.response.response import START
from ppchat.core.stream.event import event
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.playbook import (
    MS,
    T0_NS,
    TWISTER,
    created,
    delta,
    frame,
    item_added,
    item_done,
    recording,
    terminal,
)
from tests.support.streams import recorded, split, streams

STREAMS = streams()


def long(count: int) -> list[Frame]:
    """An answer of two items that grow by turns, longer than some checkpoints."""
    said = [created(), item_added(1, 0, "reasoning"), item_added(2, 1)]
    for n in range(count):
        kind = "output_text" if n % 3 else "reasoning_text"
        said.append(delta(3 + n, f"w{n} ", min(1, n % 3), kind))
    said += [item_done(9e5, 0, "reasoning"), item_done(9e5, 1), terminal(9e5)]
    return [frame(*each) for each in said]


LONG = long(2 * CHECKPOINT + 100)


# The laws.


@pytest.mark.parametrize("name", STREAMS)
def test_the_state_at_any_event_is_the_fold_up_to_it(name: str) -> None:
    made = recorded(STREAMS[name])
    events = list(made.events())
    turns = [START]
    for each in events:
        turns.append(fold([each], turns[-1]))
    back = reversed(range(0, len(turns), 1 + len(turns) // 100))
    for n in (*range(len(turns)), *back):
        assert made.at(n) == turns[n]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, len(LONG)), min_size=1, max_size=8), st.data())
def test_the_order_of_seeks_does_not_matter(seeks: list[int], data: st.DataObject) -> None:
    grown = data.draw(st.integers(0, len(LONG)))
    made = recorded(LONG[:grown])
    events = list(recorded(LONG).events())
    for n in seeks:
        assert made.at(n) == fold(events[: min(n, grown)])
    made.extend(LONG[grown:])
    for n in seeks:
        assert made.at(n) == fold(events[:n])


@pytest.mark.parametrize("name", STREAMS)
def test_splitting_the_bytes_anywhere_changes_nothing_but_stamps(name: str) -> None:
    raws = [each.raw for each in STREAMS[name]]
    data = b"".join(raws)
    whole = recorded(STREAMS[name])
    for size in (1, 7, 4096) if len(data) < 50_000 else (61, 4096):
        again = recorded(
            [Frame(raw, 1) for raw in split(data, tuple(range(size, len(data), size)))]
        )
        assert [again.raw(n) for n in range(len(again))] == split(data)
        assert again.turn == whole.turn
        assert columns(again) == columns(whole)


def columns(made: Recording) -> list[tuple[str, int, int, int]]:
    return [
        (made.type(n), made.output_index(n), made.delta_size(n), made.size(n))
        for n in range(len(made))
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(LONG)), max_size=6))
def test_how_frames_arrive_does_not_matter(cuts: Sequence[int]) -> None:
    made = Recording(Request({}, ""))
    made.apply(Started(T0_NS))
    edges = [0, *sorted(cuts), len(LONG)]
    for start, end in itertools.pairwise(edges):
        made.apply(Arrived(tuple(LONG[start:end])))
    one = Recording(Request({}, ""))
    one.apply(Started(T0_NS))
    for n, each in enumerate(LONG):
        one.append(each, event(n, each))
    assert columns(made) == columns(one)
    assert made.turn == one.turn
    assert made.at(CHECKPOINT + 7) == one.at(CHECKPOINT + 7)
    assert (made.first_delta, made.first_text, made.last_delta) == (
        one.first_delta,
        one.first_text,
        one.last_delta,
    )
    assert [made.gaps.percentile(p) for p in (1, 50, 99)] == [
        one.gaps.percentile(p) for p in (1, 50, 99)
    ]
    assert [made.item_span(n) for n in range(3)] == [one.item_span(n) for n in range(3)]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 2**62)), max_size=20))
def test_any_bytes_are_kept_as_they_came(frames: list[tuple[bytes, int]]) -> None:
    made = recorded([Frame(*each) for each in frames])
    assert [tuple(each) for each in made.frames()] == frames
    assert made.byte_count == sum(len(raw) for raw, _ in frames)
    assert len(made) == made.turn.seen == len(frames)


# The columns.


def test_the_columns_of_a_short_answer() -> None:
    made = recording(TWISTER)
    assert [made.delta_size(n) for n in range(8)] == [0, 0, 4, 1, 6, 6, 0, 0]
    assert [made.output_index(n) for n in range(8)] == [-1, 0, 0, 0, 0, 0, 0, -1]
    assert [made.gap_ns(n) // MS for n in range(4)] == [300, 10, 2, 18]
    assert [made.since_start_ns(n) // MS for n in (0, 7)] == [300, 390]
    assert [made.type_id(n) for n in range(8)] == [0, 1, 2, 2, 2, 2, 3, 4]
    assert made.types[2] == made.type(5) == "response.output_text.delta"
    assert (made.first_delta, made.first_text, made.last_delta) == (2, 2, 5)
    assert made.item_span(0) == (1, 6)
    assert made.item_span(1) is None
    assert made.event(3).data["delta"] == "!"
    assert made.size(2) == len(made.raw(2))
    assert made.at_ns(2) == T0_NS + 312 * MS


def test_an_empty_delta_is_not_the_first() -> None:
    made = recording(
        [created(), delta(10, ""), delta(20, "hm", kind="reasoning_text"), delta(30, "Peter", 1)]
    )
    assert (made.first_delta, made.first_text, made.last_delta, len(made.gaps)) == (2, 3, 3, 1)


@pytest.mark.parametrize("index", [-1, 2**31, 2**70, True, "0", None, 1.0])
def test_an_output_index_that_is_none_is_not_taken(index: object) -> None:
    made = recording([(1, {"type": "x", "output_index": index})])
    assert made.output_index(0) == -1


def test_faults_are_told_by_number() -> None:
    made = recording([created(), (60, b"data: {\n\n"), (70, b": ping\n\n")])
    assert list(made.faults) == [1]
    assert made.faults[1].startswith("not JSON")


def test_signals_and_verdict() -> None:
    made = Recording(Request({}, ""))
    assert (made.opened, made.ended, made.verdict) == (None, None, None)
    opened, ended = Opened(2, 200, {"a": "b"}), Ended(9, End.STOPPED)
    for signal in (Started(1), opened, Arrived((frame(3, b"data: {}\n\n"),)), ended):
        made.apply(signal)
    assert (made.t0_ns, made.opened, made.ended, len(made)) == (1, opened, ended, 1)
    assert made.verdict is Verdict.STOPPED


def test_a_place_outside_is_the_nearest_end() -> None:
    made = recording(TWISTER)
    assert made.at(-3) == START
    assert made.at(99) == made.turn
