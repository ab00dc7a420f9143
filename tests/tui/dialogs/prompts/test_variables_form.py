"""The form for the variables of a saved prompt."""

from __future__ import annotations

from textual.app import App
from textual.widgets import Input

from ppchat.tui.dialogs.prompts.variables_form import VariablesForm
from tests.support.until import until


async def test_enter_goes_from_value_to_value_and_takes_all() -> None:
    results: list[dict[str, str] | None] = []
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        form = VariablesForm("review", {"file": "", "tone": "brief"})
        app.push_screen(form, results.append)
        await until(pilot, lambda: len(form.query(Input)) == 2 and isinstance(app.focused, Input))
        await pilot.press(*"a.py", "enter", "enter")
        await until(pilot, lambda: results)
        assert results == [{"file": "a.py", "tone": "brief"}]


async def test_escape_gives_up() -> None:
    results: list[dict[str, str] | None] = []
    app: App[None] = App()
    async with app.run_test(size=(60, 15)) as pilot:
        form = VariablesForm("review", {f"v{n}": "" for n in range(20)})
        app.push_screen(form, results.append)
        await until(pilot, lambda: len(form.query(Input)) == 20)
        assert form.query_one("#box").region.bottom <= 15
        await pilot.press("escape")
        await until(pilot, lambda: results)
        assert results == [None]
