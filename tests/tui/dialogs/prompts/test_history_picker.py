"""The search of earlier prompts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import App
from textual.widgets import OptionList, Static

from ppchat.adapters.store.past_prompts import PastPrompt
from ppchat.tui.dialogs.prompts.history_picker import HistoryPicker
from tests.support.until import until

ALL = [
    PastPrompt("newest\nof\nthree", "2026-03-18T15:00:00+00:00", "Birds\x1b[2J"),
    PastPrompt("older", "", ""),
]


async def test_what_is_typed_is_looked_for_in_the_store_and_the_rest_is_previewed() -> None:
    asked: list[str] = []
    chosen: list[str | None] = []

    def find(words: str, limit: int, is_wanted: Callable[[], bool]) -> Sequence[PastPrompt]:
        assert limit > 0
        asked.append(words)
        return [prompt for prompt in ALL if words in prompt.text] if is_wanted() else []

    app: App[None] = App()
    async with app.run_test(size=(120, 36)) as pilot:
        picker = HistoryPicker(ALL, find)
        app.push_screen(picker, chosen.append)
        await until(pilot, lambda: picker.query("#preview"))
        await until(pilot, lambda: len(picker.query_one(OptionList).options) == 2)
        row = str(picker.query_one(OptionList).options[0].prompt)
        assert row.startswith("newest (+2 lines)  Birds␛[2J · ")
        await until(
            pilot,
            lambda: str(picker.query_one("#preview", Static).content).startswith("newest\nof"),
        )
        await pilot.press(*"older", "enter")
        await until(pilot, lambda: chosen)
        assert chosen == ["older"]
        assert asked[-1] == "older"
