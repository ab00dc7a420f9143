"""The targets of the cursor's moves."""

from __future__ import annotations

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.inspect.rounds.rows import RoundRows
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.cursor import Cursor
from tests.support.exchanges import weather_exchange
from tests.support.recordings import build_recording, message_events


def cursor(
    position: int,
    recording: Recording | Rounds | None = None,
    *,
    even: bool = False,
    marks: frozenset[int] = frozenset(),
) -> Cursor:
    """The cursor in 17 events: with a run of nine from event 4 on, or only every other event."""
    recording = build_recording(message_events(["a"] * 9)) if recording is None else recording
    rounds = as_rounds(recording)
    rows = RoundRows(rounds, (lambda _, n: n % 2 == 0) if even else None)
    rows.grow()
    return Cursor(rounds, rows, position, marks)


def test_rows_lead_to_the_last_event_of_a_run_and_the_last_row_to_the_end() -> None:
    assert cursor(4).by_rows(1) == 13
    assert cursor(13).by_rows(-1) == 4
    assert cursor(6).row == cursor(13).row == 4
    assert cursor(5).by_rows(1000) == 17
    assert cursor(5).by_rows(-1000) == cursor(9).to_first() == 1
    assert cursor(0).by_rows(1) == 1


def test_among_chosen_events_it_is_on_the_nearest_one_before() -> None:
    assert cursor(4, even=True).row == 1
    assert cursor(4, even=True).by_rows(1) == 5
    assert cursor(15, even=True).by_rows(5) == 17
    assert cursor(4, even=True).row_style(EventRow(2, 2), focus=True).cursor
    assert not cursor(4, even=True).row_style(EventRow(4, 4), focus=True).cursor


def test_marks_are_visited_and_shown() -> None:
    marks = frozenset({2, 7})
    assert cursor(1, marks=marks).to_mark(1) == 3
    assert cursor(3, marks=marks).to_mark(1) == 8
    assert cursor(8, marks=marks).to_mark(1) == 8
    assert cursor(8, marks=marks).to_mark(-1) == 3
    assert cursor(5, marks=marks).row_style(EventRow(4, 12), focus=False).marked
    assert not cursor(5, marks=marks).row_style(EventRow(3, 3), focus=False).marked


def test_a_row_shows_how_much_of_it_the_cursor_has_passed() -> None:
    style = cursor(7).row_style(EventRow(4, 12), focus=True)
    assert (style.cursor, style.focus, style.after_cursor, style.cursor_count) == (
        True,
        True,
        False,
        3,
    )
    assert cursor(4).row_style(EventRow(4, 12), focus=True).after_cursor
    assert cursor(15).row_style(EventRow(4, 12), focus=True).cursor_count == 9


def test_without_events_it_stays() -> None:
    empty = cursor(0, build_recording([]))
    assert empty.row == -1
    assert empty.by_rows(1) == empty.to_first() == empty.to_mark(1) == 0


def test_the_heads_of_rounds_are_passed_over() -> None:
    rounds = Rounds(weather_exchange())  # a head above each round
    assert cursor(0, rounds).by_rows(1) == cursor(0, rounds).to_first() == 1
    assert cursor(1, rounds).by_rows(-1) == 1
    assert cursor(6, rounds).by_rows(1) == 7
    assert cursor(7, rounds).by_rows(-1) == 6
    assert cursor(7, rounds).by_rows(1000) == 12
    assert cursor(12, rounds).by_rows(-1000) == 1


def test_after_the_last_event_comes_a_round_that_has_none_yet() -> None:
    call, _ = weather_exchange()
    rounds = Rounds((call, build_recording([], end=None)))
    assert cursor(5, rounds).by_rows(1) == 6
    assert cursor(6, rounds).by_rows(1) == 6


def test_rounds_without_hits_are_passed_over() -> None:
    rounds = Rounds(weather_exchange(calls=2))
    rows = RoundRows(rounds, lambda recording, n: recording is not rounds.recordings[1] and n == 2)
    rows.grow()
    assert Cursor(rounds, rows, 3).by_rows(1) == 15
    assert Cursor(rounds, rows, 15).by_rows(-1) == 3
    assert Cursor(rounds, rows, 3).by_rows(-1) == 3
