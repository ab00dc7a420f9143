"""A value is chosen by the arrows, round and round."""

from __future__ import annotations

from textual.app import App, ComposeResult

from ppchat.tui.dialogs.calls.choice_field import ChoiceField


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield ChoiceField(["", "[red]", "b"], "")


async def test_the_arrows_choose() -> None:
    app = Host()
    async with app.run_test() as pilot:
        field = app.query_one(ChoiceField)
        seen = [field.value]
        for key in ("right", "space", "right", "left"):
            await pilot.press(key)
            seen.append(field.value)
        assert seen == ["", "[red]", "b", "", "b"]
        await pilot.press("left")
        assert "[red]" in str(field.render())
