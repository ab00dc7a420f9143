"""Runs of like deltas stand in one row; a row is found without counting."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.event_rows import Row, Rows
from tests.support.made import message, recording


def all_rows(rows: Rows) -> list[Row]:
    return [rows[at] for at in range(len(rows))]


def test_neighbouring_deltas_stand_in_one_row() -> None:
    rows = Rows(recording(message(["a"] * 10)))
    assert rows.grow()
    assert [tuple(row) for row in all_rows(rows)][3:6] == [(3, 3), (4, 13), (14, 14)]
    assert rows[4].size == 10


def test_a_slow_delta_begins_a_row() -> None:
    events = message(["a"] * 6)
    events = [(ms + (900 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    rows = Rows(recording(events))
    rows.grow()
    assert [tuple(row) for row in all_rows(rows)][4:6] == [(4, 6), (7, 9)]


def test_a_damaged_frame_stands_alone() -> None:
    events: list[tuple[float, object]] = list(message(["a"] * 4))
    events[5] = (events[5][0], b'data: {"type": "response.output_text.delta", "delta"\n\n')
    rows = Rows(recording(events))  # type: ignore[arg-type]
    rows.grow()
    assert Row(5, 5) in all_rows(rows)


def test_unfolding_a_run_and_folding_it_again() -> None:
    rows = Rows(recording(message(["a"] * 5)))
    rows.grow()
    before = all_rows(rows)
    assert rows.toggle(4)
    assert len(rows) == len(before) + 4
    assert [tuple(rows[at]) for at in range(4, 9)] == [(n, n) for n in range(4, 9)]
    assert rows.toggle(6)
    assert all_rows(rows) == before
    assert not rows.toggle(0)


def test_all_unfolded_is_a_row_an_event() -> None:
    made = recording(message(["a"] * 5))
    rows = Rows(made)
    rows.grow()
    rows.fold_all(False)
    assert [row.first for row in all_rows(rows)] == list(range(len(made)))


def test_only_what_is_kept_is_listed() -> None:
    made = recording(message(["a"] * 6))
    rows = Rows(made, keep=lambda recording, n: recording.delta_size(n) > 0 and n != 6)
    rows.grow()
    assert rows.count == 5
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
    delta = {
        "text": {"type": "response.output_text.delta", "delta": "x", "output_index": 0},
        "reasoning": {"type": "response.reasoning_text.delta", "delta": "y", "output_index": 1},
        "other": {"type": "response.in_progress"},
        "bad": b"data: [\n\n",
    }
    made = recording([(n * 10, delta[kind]) for n, kind in enumerate(kinds)])
    rows = Rows(made)
    for at, cut in enumerate(cuts):
        rows.grow(cut)
        if at < len(toggles) and len(rows):
            rows.toggle(toggles[at] % len(rows))
    assert rows.grow()
    listed = [n for row in all_rows(rows) for n in range(row.first, row.last + 1)]
    assert listed == list(range(len(kinds)))
    for at, row in enumerate(all_rows(rows)):
        assert {rows.row_of(n) for n in range(row.first, row.last + 1)} == {at}
    whole = Rows(made)
    whole.grow()
    rows.fold_all(True)
    assert all_rows(rows) == all_rows(whole)
