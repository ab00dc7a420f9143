"""A line of the text that is chosen by key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript import Transcript
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.highlight.place_cursor import PlaceCursor
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from tests.support.transcripts import TOUR, TranscriptHost, answer, prompt

PART: PartKey = (0, "content", 0)
CELLS = [
    prompt("Herons?", "1/p"),
    Cell("1/r", CellKind.REASONING, Rope("I *wonder*."), "thought", part=PART),
    answer(TOUR, key="1/a", part=PART),
    Cell("1/f", CellKind.FIGURES, Rope("3 s")),
    answer("one\n\n" * 40 + "the end", key="2/a", part=PART),
]


def offsets(column: Column, by: int, height: int) -> list[tuple[int, int]]:
    """Cell and offset of each place, going on by steps in a window of `height` rows."""
    cursor, rows = PlaceCursor(column), range(height)
    places = []
    while (anchor := cursor.step(by, rows)) is not None:
        cursor.choose(anchor)
        y = column.y_of(anchor)
        rows = range(y, y + 1)
        place = cursor.in_window(rows)
        assert place is not None
        places.append(place[:2])
    return places


@given(st.integers(12, 100), st.sampled_from([TOUR, "one\n\ntwo\n", "```\na\n\nb\n```\n"]))
def test_every_line_of_the_answers_is_gone_through_both_ways(width: int, text: str) -> None:
    column = Column(TextLayout(width))
    column.update([*CELLS[:-1], answer(text, key="3/a", part=PART), *CELLS[-1:]])
    down = offsets(column, 1, 1)
    assert down[0] == (2, TOUR.index("Herons"))
    assert {index for index, _ in down} == {2, 4, 5}
    up = offsets(column, -1, column.height)
    assert up == down[::-1]


def test_a_place_out_of_sight_is_not_gone_on_from() -> None:
    column = Column(TextLayout(40))
    column.update(CELLS)
    column.measure_end(1 << 30)
    cursor = PlaceCursor(column)
    assert PlaceCursor(Column(TextLayout(40))).step(1, range(0)) is None
    anchor = cursor.step(-1, range(column.height))
    assert anchor is not None
    cursor.choose(anchor)
    assert cursor.in_window(range(5)) is None
    assert cursor.step(1, range(5, 15)) == cursor.step(1, range(4, 9))
    cursor.clear()
    assert cursor.in_window(range(column.height)) is None


async def test_enter_shows_the_event_of_the_line() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 14)) as pilot:
        app.transcript.update(CELLS)
        await pilot.press("g", "right_parenthesis", "shift+down", "shift+down", "left_parenthesis")
        line = next(line for line in app.screen_text() if "❯" in line)
        assert "grey heron" in line
        row = app.screen_text().index(line)
        assert app.cursor_position == (0, row)
        await pilot.press("enter")
        offset = TOUR.index("A **grey")
        assert app.posted[-1] == Transcript.PlaceChosen(PART, offset, enters=True)
