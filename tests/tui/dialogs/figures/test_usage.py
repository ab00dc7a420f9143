"""The dialog with what a conversation used."""

from __future__ import annotations

from textual.app import App

from ppchat.core.metrics.usage_lines import UsageLines
from ppchat.tui.dialogs.figures.usage import UsageScreen
from tests.support.until import until


async def test_it_shows_a_block_per_model_and_notes() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        lines = UsageLines("gpt-[x] · 2 answers", (("tokens", "9 in, 3 out"),))
        app.push_screen(UsageScreen([lines], ["a note"]))
        await until(pilot, lambda: isinstance(app.screen, UsageScreen))
        page = str(app.screen._page()) if isinstance(app.screen, UsageScreen) else ""
        assert page == "gpt-[x] · 2 answers\n  tokens   9 in, 3 out\n\na note"
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, UsageScreen))
