"""The rows of candidates in lists of any width."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.tui.widgets.completion.completion_list import CompletionList
from ppchat.tui.widgets.completion.source import Candidate, Candidates

ROWS = [
    Candidate("/new", "/new", "", "Begin"),
    Candidate("/old\x1b[2J", "/old", "[NAME]", "Go back", "Nothing\nthere"),
    Candidate("/鳥", "/鳥", "", "A bird"),
]


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield CompletionList()

    @property
    def rows(self) -> CompletionList:
        return self.query_one(CompletionList)

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text.rstrip() for y in range(len(self.rows.options))]


@pytest.mark.parametrize("width", [1, 12, 30, 80])
async def test_a_row_is_one_line_of_any_width(width: int) -> None:
    app = Host()
    async with app.run_test(size=(width, 10)):
        app.rows.show_candidates(Candidates(ROWS))
        assert len(app.lines()) == 3
        assert all(len(line) <= width for line in app.lines())


async def test_notes_stand_in_a_column_and_obstacles_in_their_place() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.rows.show_candidates(Candidates(ROWS))
        await pilot.pause()
        assert [str(option.prompt) for option in app.rows.options] == [
            "/new  Begin",
            "/old␛[2J [NAME]  Nothing␊there",
            "/鳥  A bird",
        ]
        assert app.rows.options[1].disabled
        assert app.rows.candidate == ROWS[0]
        app.rows.move(1)
        assert app.rows.candidate == ROWS[2]
        app.rows.move(-1)
        assert app.rows.candidate == ROWS[0]


async def test_none_is_highlighted_where_enter_is_to_take_none() -> None:
    app = Host()
    async with app.run_test():
        app.rows.show_candidates(Candidates(ROWS, takes_first=False))
        assert app.rows.candidate is None
        app.rows.move(-1)
        assert app.rows.candidate == ROWS[2]
        app.rows.show_candidates(Candidates([ROWS[1], ROWS[0]]))  # typed in full, but not possible
        assert app.rows.candidate is None
        app.rows.show_candidates(Candidates(note="Nothing"))
        assert app.rows.candidate is None
        assert [str(option.prompt) for option in app.rows.options] == ["Nothing"]
