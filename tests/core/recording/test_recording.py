"""Events in columns, and the state after any number of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects import registry
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.recording.fold import fold
from ppchat.core.recording.frame_bytes import FrameBytes
from ppchat.core.recording.recording import CHECKPOINT, LOST_FRAME, Recording
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.signals import Arrived, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.recordings import (
    MS,
    T0_NS,
    TWISTER,
    build_frame,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)
from tests.support.streams import load_chat_streams, load_streams, open_recording, split_frames

STREAMS = load_streams() | load_chat_streams()


def long(count: int) -> list[Frame]:
    """An answer of two items that grow alternately, several checkpoints long."""
    events = [created(), item_added(1, 0, "reasoning"), item_added(2, 1)]
    for n in range(count):
        kind = "output_text" if n % 3 else "reasoning_text"
        events.append(delta(3 + n, f"w{n} ", min(1, n % 3), kind))
    events += [item_done(9e5, 0, "reasoning"), item_done(9e5, 1), terminal(9e5)]
    return [build_frame(*event) for event in events]


LONG = long(2 * CHECKPOINT + 100)


# The laws.


@pytest.mark.parametrize("name", STREAMS)
def test_the_state_at_any_event_is_the_fold_up_to_it(name: str) -> None:
    stream = open_recording(STREAMS[name])
    states = [EMPTY_RESPONSE]
    for parsed in stream.events():
        states.append(fold([parsed], states[-1], stream.dialect))
    back = reversed(range(0, len(states), 1 + len(states) // 100))
    for n in (*range(len(states)), *back):
        assert stream.at(n) == states[n]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, len(LONG)), min_size=1, max_size=8), st.data())
def test_the_order_of_seeks_does_not_matter(seeks: list[int], data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(LONG)))
    growing = open_recording(LONG[:length])
    events = list(open_recording(LONG).events())
    for n in seeks:
        assert growing.at(n) == fold(events[: min(n, length)])
    growing.extend(LONG[length:])
    for n in seeks:
        assert growing.at(n) == fold(events[:n])


@pytest.mark.parametrize("name", STREAMS)
def test_splitting_the_bytes_anywhere_changes_nothing_but_stamps(name: str) -> None:
    raws = [part.raw for part in STREAMS[name]]
    data = b"".join(raws)
    whole = open_recording(STREAMS[name])
    for size in (1, 7, 4096) if len(data) < 50_000 else (61, 4096):
        cuts = tuple(range(size, len(data), size))
        again = open_recording([Frame(raw, 1) for raw in split_frames(data, cuts)])
        assert [again.raw(n) for n in range(len(again))] == split_frames(data)
        assert again.response == whole.response
        assert columns(again) == columns(whole)


def columns(stream: Recording) -> list[tuple[str, int, int, int]]:
    return [
        (stream.type(n), stream.output_index(n), stream.delta_size(n), stream.size(n))
        for n in range(len(stream))
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(LONG)), max_size=6))
def test_how_frames_arrive_does_not_matter(cuts: Sequence[int]) -> None:
    batched = Recording(Request({}, ""))
    batched.apply(Started(T0_NS))
    edges = [0, *sorted(cuts), len(LONG)]
    for start, end in itertools.pairwise(edges):
        batched.apply(Arrived(tuple(LONG[start:end])))
    single = Recording(Request({}, ""))
    single.apply(Started(T0_NS))
    for part in LONG:
        single.append(part, single.parse(part))
    assert columns(batched) == columns(single)
    assert batched.response == single.response
    assert batched.at(CHECKPOINT + 7) == single.at(CHECKPOINT + 7)
    assert (batched.first_delta, batched.summary.first_text, batched.summary.last_delta) == (
        single.first_delta,
        single.summary.first_text,
        single.summary.last_delta,
    )
    assert [batched.gaps.percentile(p) for p in (1, 50, 99)] == [
        single.gaps.percentile(p) for p in (1, 50, 99)
    ]
    assert [batched.summary.item_span(n) for n in range(3)] == [
        single.summary.item_span(n) for n in range(3)
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 2**62)), max_size=20))
def test_any_bytes_are_kept_unchanged(frames: list[tuple[bytes, int]]) -> None:
    stream = open_recording([Frame(*part) for part in frames])
    assert [tuple(part) for part in stream.frames()] == frames
    assert stream.byte_count == sum(len(raw) for raw, _ in frames)
    assert len(stream) == stream.response.seen == len(frames)


# What was stored is read when it is needed.


class Stored:
    """The bytes of a stored recording, and how often they were read."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = frames
        self.reads = 0
        self.recording = Recording.of_summary(open_recording(list(LONG)).summary, self._load)

    def _load(self) -> FrameBytes:
        self.reads += 1
        return FrameBytes(part.raw for part in self.frames)


def test_a_stored_recording_reads_its_bytes_when_they_are_needed() -> None:
    stored, whole = Stored(LONG), open_recording(LONG)
    assert stored.recording.at(len(LONG)) == whole.response
    assert (len(stored.recording), stored.recording.type(3)) == (len(LONG), whole.type(3))
    assert not stored.reads
    assert not stored.recording.has_frames
    assert stored.recording.event(7) == whole.event(7)
    assert stored.recording.has_frames
    for n in (len(LONG) - 1, 3, CHECKPOINT, 2 * CHECKPOINT + 5, 0):
        assert stored.recording.at(n) == whole.at(n)
    assert list(stored.recording.frames()) == LONG
    assert (stored.recording.byte_count, stored.reads) == (whole.byte_count, 1)


def test_the_first_event_of_a_stored_recording_is_that_of_the_whole_one() -> None:
    def holds(response: Response) -> bool:
        return response.seen > 2 * CHECKPOINT

    stored = Stored(LONG).recording
    assert stored.first_event(holds, len(LONG)) == 2 * CHECKPOINT
    stored = Stored(LONG).recording
    stored.load_frames()
    assert stored.first_event(holds, len(LONG)) == 2 * CHECKPOINT


def test_bytes_that_were_deleted_are_replaced_by_a_comment() -> None:
    recording = Stored(LONG[:3]).recording
    assert (recording.raw(2), recording.raw(3)) == (LONG[2].raw, LOST_FRAME)
    assert recording.event(3).data == {}
    assert recording.at(len(LONG)) == open_recording(LONG).response


# The columns.


def test_the_columns_of_a_short_answer() -> None:
    stream = build_recording(TWISTER)
    assert [stream.delta_size(n) for n in range(8)] == [0, 0, 4, 1, 6, 6, 0, 0]
    assert [stream.output_index(n) for n in range(8)] == [-1, 0, 0, 0, 0, 0, 0, -1]
    assert [stream.gap_ns(n) // MS for n in range(4)] == [300, 10, 2, 18]
    assert [stream.since_start_ns(n) // MS for n in (0, 7)] == [300, 390]
    assert [stream.type_id(n) for n in range(8)] == [0, 1, 2, 2, 2, 2, 3, 4]
    assert stream.event(3).data["delta"] == "!"
    assert stream.size(2) == len(stream.raw(2))
    assert stream.at_ns(2) == T0_NS + 312 * MS


@pytest.mark.parametrize("index", [-1, 2**31, 2**70, True, "0", None, 1.0])
def test_an_invalid_output_index_is_ignored(index: object) -> None:
    stream = build_recording([(1, {"type": "x", "output_index": index})])
    assert stream.output_index(0) == -1


def test_faults_by_event_number() -> None:
    stream = build_recording([created(), (60, b"data: {\n\n"), (70, b": ping\n\n")])
    assert list(stream.faults) == [1]
    assert stream.faults[1].startswith("not JSON")


def test_an_index_out_of_range_is_clamped() -> None:
    stream = build_recording(TWISTER)
    assert stream.at(-3) == EMPTY_RESPONSE
    assert stream.at(99) == stream.response


def test_the_first_data_decides_the_dialect_where_it_is_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = replace(
        DEFAULT_DIALECT,
        name="other",
        recognizes=lambda data: "chunk" in data,
        type_of=lambda data: "chunk" if "chunk" in data else "",
    )
    monkeypatch.setattr(registry, "DIALECTS", (*registry.DIALECTS, other))
    frames = [Frame(raw, T0_NS) for raw in (b": ping\n\n", b'data: {"chunk": 1}\n\n')]
    undecided = Recording(Request({}, ""))
    undecided.extend(frames)
    assert (undecided.dialect.name, undecided.type(1), undecided.faults) == ("other", "chunk", {})
    given_one = Recording(Request({}, ""), dialect=DEFAULT_DIALECT)
    given_one.extend(frames)
    assert (given_one.dialect, given_one.type(1)) == (DEFAULT_DIALECT, "?")


def test_a_recording_without_events_is_true() -> None:
    recording = Recording(Request({}, ""))
    assert len(recording) == len(recording.summary) == 0
    assert recording
    assert recording.summary
