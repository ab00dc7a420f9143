"""A run of similar deltas takes one row; finding a row needs no counting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.event_rows import EventRow, EventRows
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
    rows.fold_all(False)
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


@settings(deadline=None, max_examples=60)
@given(
    kinds=st.lists(st.sampled_from(["text", "reasoning", "other", "bad"]), max_size=40),
    cuts=st.lists(st.integers(1, 7), max_size=8),
    toggles=st.lists(st.integers(0, 40), max_size=6),
)
def test_rows_cover_every_event_once_however_they_grew(
    kinds: list[str], cuts: list[int], toggles: list[int]
) -> None:
    delta: dict[str, Mapping[str, Any] | bytes] = {
        "text": {"type": "response.output_text.delta", "delta": "x", "output_index": 0},
        "reasoning": {"type": "response.reasoning_text.delta", "delta": "y", "output_index": 1},
        "other": {"type": "response.in_progress"},
        "bad": b"data: [\n\n",
    }
    stream = build_recording([(n * 10, delta[kind]) for n, kind in enumerate(kinds)])
    rows = EventRows(stream)
    for step, cut in enumerate(cuts):
        rows.grow(cut)
        if step < len(toggles) and len(rows):
            rows.toggle(toggles[step] % len(rows))
    assert rows.grow()
    listed = [n for row in all_rows(rows) for n in range(row.first, row.last + 1)]
    assert listed == list(range(len(kinds)))
    for index, row in enumerate(all_rows(rows)):
        assert {rows.row_of(n) for n in range(row.first, row.last + 1)} == {index}
    at_once = EventRows(stream)
    at_once.grow()
    rows.fold_all(True)
    assert all_rows(rows) == all_rows(at_once)
