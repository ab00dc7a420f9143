"""The list of completions over a prompt: when it opens, what its keys take, when it closes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.pilot import Pilot

from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.completion.completion_list import CompletionList
from ppchat.tui.widgets.completion.source import Candidate, Candidates
from ppchat.tui.widgets.prompt import Prompt
from tests.support.until import until

BIRDS = ("heron", "hen", "owl")


class Birds:
    """Completes birds after an @, anywhere in a line."""

    trigger = "@"

    def __init__(self, *, takes_first: bool = True) -> None:
        self.asked: list[str] = []
        self.chosen: list[str] = []
        self._takes_first = takes_first

    def word(self, before: str, row: int) -> str | None:
        start = before.rfind("@")
        return None if start < 0 or " " in before[start:] else before[start:]

    async def candidates(self, before: str) -> Candidates:
        self.asked.append(before)
        typed = (self.word(before, 0) or "")[1:]
        rows = [self._candidate(bird) for bird in BIRDS if bird.startswith(typed)]
        return Candidates(rows, self._takes_first, "No such bird.")

    def _candidate(self, bird: str) -> Candidate:
        if bird == "owl":
            return Candidate(bird, "", run=lambda: self.chosen.append(bird))
        return Candidate(bird, f"@{bird}", "HINT", "a bird")


class Aviary(TerminalApp):
    """A composer that completes birds."""

    def __init__(self, source: Birds) -> None:
        super().__init__(folder=Path())
        self.composer = Composer()
        self.composer.completion_sources = lambda: (source,)
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.composer

    def on_mount(self) -> None:
        self.prompt.focus()

    def on_composer_submitted(self, event: Composer.Submitted) -> None:
        self.sent.append(event.text)

    @property
    def prompt(self) -> Prompt:
        return self.composer.prompt

    @property
    def rows(self) -> Sequence[str]:
        """The rows of the list; none while it is closed."""
        completion = self.prompt.completion
        if completion is None or not completion.is_open:
            return ()
        return [str(option.prompt) for option in self.query_one(CompletionList).options]


async def type_text(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*["space" if letter == " " else letter for letter in text])


async def test_it_opens_with_its_character_and_narrows_as_it_is_typed() -> None:
    source = Birds()
    app = Aviary(source)
    async with app.run_test() as pilot:
        await type_text(pilot, "see ")
        assert source.asked == []
        await type_text(pilot, "@")
        await until(pilot, lambda: len(app.rows) == 3)
        assert app.rows[0] == "heron HINT  a bird"
        await type_text(pilot, "hen")
        await until(pilot, lambda: len(app.rows) == 1)
        await type_text(pilot, "x")
        await until(pilot, lambda: app.rows == ["No such bird."])
        await pilot.press("enter")
        await until(pilot, lambda: app.sent)
        assert app.sent == ["see @henx"]
        assert app.rows == ()


async def test_enter_and_tab_take_the_highlighted_one() -> None:
    app = Aviary(Birds())
    async with app.run_test() as pilot:
        await type_text(pilot, "@h")
        await until(pilot, lambda: app.rows)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.prompt.text == "@hen")
        await until(pilot, lambda: len(app.rows) == 1)
        await type_text(pilot, " @")
        await until(pilot, lambda: app.rows)
        await pilot.press("up", "up", "tab")
        await until(pilot, lambda: app.prompt.text == "@hen @hen")
        await pilot.press("enter")  # it is complete
        await until(pilot, lambda: app.sent)
        assert app.sent == ["@hen @hen"]


async def test_a_candidate_may_do_something_instead() -> None:
    source = Birds()
    app = Aviary(source)
    async with app.run_test() as pilot:
        await type_text(pilot, "my @ow")
        await until(pilot, lambda: app.rows)
        await pilot.press("enter")
        await until(pilot, lambda: source.chosen)
        assert app.prompt.text == "my "
        assert app.rows == ()


async def test_where_none_is_highlighted_enter_sends_and_tab_takes_the_first() -> None:
    app = Aviary(Birds(takes_first=False))
    async with app.run_test() as pilot:
        await type_text(pilot, "@h")
        await until(pilot, lambda: app.rows)
        await pilot.press("enter")
        await until(pilot, lambda: app.sent)
        assert app.sent == ["@h"]
        await type_text(pilot, "@h")
        await until(pilot, lambda: app.rows)
        await pilot.press("tab")
        await until(pilot, lambda: app.prompt.text == "@heron")


async def test_escape_closes_it_until_its_character_is_typed_again() -> None:
    app = Aviary(Birds())
    async with app.run_test() as pilot:
        await type_text(pilot, "@")
        await until(pilot, lambda: app.rows)
        await pilot.press("escape")
        assert app.rows == ()
        await type_text(pilot, "h")
        assert app.rows == ()
        assert app.prompt.text == "@h"
        await type_text(pilot, " @")
        await until(pilot, lambda: app.rows)
        await pilot.press("left")
        await until(pilot, lambda: app.rows == ())


async def test_a_click_takes_a_row() -> None:
    app = Aviary(Birds())
    async with app.run_test() as pilot:
        await type_text(pilot, "@")
        await until(pilot, lambda: app.rows)
        await pilot.click(CompletionList, offset=(6, 1))
        await until(pilot, lambda: app.prompt.text == "@hen")
        assert app.prompt.has_focus


async def test_enter_takes_nothing_of_a_list_that_is_of_an_earlier_word() -> None:
    app = Aviary(Birds())
    async with app.run_test() as pilot:
        await type_text(pilot, "@h")
        await until(pilot, lambda: len(app.rows) == 2)
        app.prompt.insert("en")
        app.prompt.action_submit()  # before the list has followed
        assert (app.prompt.text, app.sent) == ("@hen", [])
        await until(pilot, lambda: len(app.rows) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.sent == ["@hen"])
