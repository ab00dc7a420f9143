"""Where the cursor's moves lead."""

from __future__ import annotations

from ppchat.core.inspect.event_rows import Row, Rows
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.cursor import Cursor
from tests.support.made import message, recording


def cursor(position: int, made: Recording | None = None, *, even: bool = False) -> Cursor:
    """The cursor in 17 events: a run of nine from the fourth on, or every other event."""
    made = recording(message(["a"] * 9)) if made is None else made
    rows = Rows(made, (lambda _, n: n % 2 == 0) if even else None)
    rows.grow()
    return Cursor(made, rows, position)


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
    assert cursor(4, even=True).look(Row(2, 2), focus=True).cursor
    assert not cursor(4, even=True).look(Row(4, 4), focus=True).cursor


def test_marks_are_those_of_the_recording() -> None:
    made = recording(message(["a"] * 9))
    made.marks = {2, 7}
    assert cursor(1, made).to_mark(1) == 3
    assert cursor(3, made).to_mark(1) == 8
    assert cursor(8, made).to_mark(1) == 8
    assert cursor(8, made).to_mark(-1) == 3
    assert cursor(5, made).look(Row(4, 12), focus=False).marked
    assert not cursor(5, made).look(Row(3, 3), focus=False).marked


def test_a_row_shows_how_much_of_it_the_cursor_has_passed() -> None:
    look = cursor(7).look(Row(4, 12), focus=True)
    assert (look.cursor, look.focus, look.later, look.done) == (True, True, False, 3)
    assert cursor(4).look(Row(4, 12), focus=True).later
    assert cursor(15).look(Row(4, 12), focus=True).done == 9


def test_where_nothing_is_it_stays() -> None:
    nowhere = cursor(0, recording([]))
    assert nowhere.row == -1
    assert nowhere.by_rows(1) == nowhere.to_first() == nowhere.to_mark(1) == 0
