"""A run of similar deltas takes one row; finding a row needs no counting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.event_rows import Depth, EventRow, EventRows
from ppchat.core.recording.recording import Recording
from tests.support.recordings import build_recording, message_events


def all_rows(rows: EventRows) -> list[EventRow]:
    return [rows[index] for index in range(len(rows))]


def test_consecutive_deltas_take_one_row() -> None:
    rows = EventRows(build_recording(message_events(["a"] * 10)))
    assert rows.grow()
    assert [tuple(row) for row in all_rows(rows)][3:6] == [(3, 3), (4, 13), (14, 14)]
    assert rows[4].size == 10


def test_a_slow_delta_begins_a_row() -> None:
    events = message_events(["a"] * 6)
    events = [(ms + (900 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    rows = EventRows(build_recording(events))
    rows.grow()
    assert [tuple(row) for row in all_rows(rows)][4:6] == [(4, 6), (7, 9)]


def test_a_damaged_frame_has_its_own_row() -> None:
    events: list[tuple[float, object]] = list(message_events(["a"] * 4))
    events[5] = (events[5][0], b'data: {"type": "response.output_text.delta", "delta"\n\n')
    rows = EventRows(build_recording(events))  # type: ignore[arg-type]
    rows.grow()
    assert EventRow(5, 5) in all_rows(rows)


def test_unfolding_a_run_and_folding_it_again() -> None:
    rows = EventRows(build_recording(message_events(["a"] * 5)))
    rows.grow()
    before = all_rows(rows)
    assert rows.toggle(4)
    assert len(rows) == len(before) + 4
    assert [tuple(rows[at]) for at in range(4, 9)] == [(n, n) for n in range(4, 9)]
    assert rows.toggle(6)
    assert all_rows(rows) == before
    assert not rows.toggle(0)


def test_all_unfolded_is_one_row_per_event() -> None:
    stream = build_recording(message_events(["a"] * 5))
    rows = EventRows(stream)
    rows.grow()
    rows.depth = Depth.EVENTS
    assert [row.first for row in all_rows(rows)] == list(range(len(stream)))


def test_only_matching_events_are_listed() -> None:
    stream = build_recording(message_events(["a"] * 6))
    rows = EventRows(stream, keep=lambda recording, n: recording.delta_size(n) > 0 and n != 6)
    rows.grow()
    assert rows.event_count == 5
    assert [tuple(row) for row in all_rows(rows)] == [(4, 5), (7, 9)]
    assert rows.row_of(0) == -1
    assert rows.row_of(6) == 0
    assert rows.row_of(100) == 1


def step_rows(recording: Recording) -> list[tuple[int, int]]:
    rows = EventRows(recording, depth=Depth.STEPS)
    rows.grow()
    return [(row.first, row.last) for row in all_rows(rows)]


def test_steps_share_a_row_by_what_they_are_about() -> None:
    assert step_rows(build_recording(message_events(["a"] * 3))) == [
        (0, 1),  # created, in progress
        (2, 3),  # message, part added
        (4, 6),
        (7, 9),  # text, part, message done
        (10, 10),  # completed
    ]


def test_what_matters_is_never_within_a_row_of_steps() -> None:
    steps = [{"type": "response.queued"}, {"type": "response.in_progress"}]
    for matters in (
        [(40, {"type": "response.failed"})],
        [(40, {"type": "error", "message": "no"})],
        [(40, {"type": "of.an.unknown.type"})],
        [(40, b"data: {\n\n")],
        [(400, {"type": "response.in_progress"})],
        [(40, {"type": "response.output_item.added", "output_index": 0, "item": {}})],
    ):
        recording = build_recording([(20, steps[0]), (30, steps[1]), *matters])
        assert step_rows(recording) == [(0, 1), (2, 2)], matters


def test_a_filter_lists_each_step() -> None:
    rows = EventRows(build_recording(message_events()), keep=lambda _, n: n < 4, depth=Depth.STEPS)
    rows.grow()
    assert [tuple(row) for row in all_rows(rows)] == [(n, n) for n in range(4)]


def test_the_depth_goes_round() -> None:
    rows = EventRows(build_recording(message_events()), depth=Depth.STEPS)
    rows.grow()
    lengths = []
    for _ in range(4):
        lengths.append(len(rows))
        rows.depth = rows.depth.next
    assert lengths == [5, 9, 11, 5]


@settings(deadline=None, max_examples=60)
@given(
    kinds=st.lists(
        st.sampled_from(["text", "reasoning", "begin", "part", "item", "ping", "end", "bad"]),
        max_size=40,
    ),
    depth=st.sampled_from(Depth),
    cuts=st.lists(st.integers(1, 7), max_size=8),
    toggles=st.lists(st.integers(0, 40), max_size=6),
)
def test_rows_cover_every_event_once_however_they_grew(
    kinds: list[str], depth: Depth, cuts: list[int], toggles: list[int]
) -> None:
    delta: dict[str, Mapping[str, Any] | bytes] = {
        "text": {"type": "response.output_text.delta", "delta": "x", "output_index": 0},
        "reasoning": {"type": "response.reasoning_text.delta", "delta": "y", "output_index": 1},
        "begin": {"type": "response.in_progress"},
        "part": {"type": "response.content_part.added", "output_index": 0},
        "item": {"type": "response.output_item.done", "output_index": 1},
        "ping": {"type": "keepalive"},
        "end": {"type": "response.completed"},
        "bad": b"data: [\n\n",
    }
    stream = build_recording([(n * 10, delta[kind]) for n, kind in enumerate(kinds)])
    rows = EventRows(stream, depth=depth)
    for step, cut in enumerate(cuts):
        rows.grow(cut)
        if step < len(toggles) and len(rows):
            rows.toggle(toggles[step] % len(rows))
            for n in range(rows.seen):
                row = rows[rows.row_of(n)]
                assert row.first <= n <= row.last
    assert rows.grow()
    listed = [n for row in all_rows(rows) for n in range(row.first, row.last + 1)]
    assert listed == list(range(len(kinds)))
    for index, row in enumerate(all_rows(rows)):
        assert {rows.row_of(n) for n in range(row.first, row.last + 1)} == {index}
    at_once = EventRows(stream, depth=depth)
    at_once.grow()
    rows.depth = depth  # folds again what was unfolded
    assert all_rows(rows) == all_rows(at_once)
