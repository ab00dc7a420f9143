"""The rows of an exchange are those of its rounds, one after another."""

from __future__ import annotations

from ppchat.core.inspect.event_rows import Depth, EventRows
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.inspect.rounds.rows import RoundRows
from ppchat.core.recording.recording import Recording
from tests.support.exchanges import weather_exchange
from tests.support.recordings import TWISTER, build_recording


def _grown(rounds: Rounds, depth: Depth = Depth.RUNS) -> RoundRows:
    rows = RoundRows(rounds, depth=depth)
    assert rows.grow()
    return rows


def test_each_round_has_a_row_above_its_events() -> None:
    rows = _grown(Rounds(weather_exchange()), depth=Depth.EVENTS)
    assert len(rows) == 14
    assert [rows.locate(row) for row in (0, 7)] == [(0, None), (1, None)]
    assert [rows[row].size for row in (0, 7)] == [0, 0]
    assert [row for row in range(14) if rows.is_head(row)] == [0, 7]
    assert (rows[1], rows[6], rows[8], rows[13]) == ((0, 0), (5, 5), (6, 6), (11, 11))


def test_a_single_round_has_the_rows_of_its_recording() -> None:
    recording = build_recording(TWISTER)
    rows, alone = _grown(as_rounds(recording)), EventRows(recording)
    alone.grow()
    assert [rows[row] for row in range(len(rows))] == [alone[row] for row in range(len(alone))]
    assert [rows.row_of(n) for n in range(-1, 8)] == [alone.row_of(n) for n in range(-1, 8)]


def test_every_event_is_in_its_row() -> None:
    for depth in Depth:
        rows = _grown(Rounds(weather_exchange(calls=2)), depth=depth)
        for n in range(18):
            first, last = rows[rows.row_of(n)]
            assert first <= n <= last


def test_an_event_that_is_not_shown_is_found_in_the_round_before() -> None:
    rounds = Rounds(weather_exchange())

    def keep(recording: Recording, n: int) -> bool:
        return recording is rounds.first and n == 2

    rows = RoundRows(rounds, keep)
    rows.grow()
    assert (len(rows), rows.event_count, rows.seen) == (3, 1, 12)
    assert [rows.row_of(n) for n in (0, 1, 2, 5, 6, 11)] == [-1, -1, 1, 1, 1, 1]


def test_a_limit_is_for_all_rounds_together() -> None:
    rows = RoundRows(Rounds(weather_exchange()))
    assert not rows.grow(7)
    assert rows.seen == 7
    assert rows.grow(7)
    assert rows.seen == 12


def test_a_run_is_unfolded_and_the_row_of_a_round_is_none() -> None:
    rows = _grown(Rounds(weather_exchange()))
    run = rows.row_of(2)
    assert rows[run] == (2, 3)
    count = len(rows)
    assert rows.toggle(run)
    assert len(rows) == count + 1
    assert not rows.toggle(0)
    rows.depth = Depth.RUNS
    assert (len(rows), rows.depth) == (count, Depth.RUNS)
