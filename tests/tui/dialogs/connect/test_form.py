"""The fields that describe a server."""

from __future__ import annotations

from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Input

from ppchat.adapters.toml.profile import ServerProfile
from ppchat.services.connection.server_entry import COMMAND, TYPED, ServerEntry, entry_of
from ppchat.tui.dialogs.calls.choice_field import ChoiceField
from ppchat.tui.dialogs.connect.form import ServerForm


class _FormApp(App[None]):
    CSS_PATH = Path(__file__).parents[4] / "ppchat/tui/app.tcss"

    def compose(self) -> ComposeResult:
        yield ServerForm(ServerEntry("http://h/v1", TYPED, "sk-1"), begins_with_it=True)


async def test_what_is_shown_is_read_back_and_no_key_becomes_visible() -> None:
    profile = ServerProfile(
        *("work", "http://office/v1", "chat"), key_command=("pass", "show", "x"), model="m"
    )
    async with _FormApp().run_test() as pilot:
        form, key = pilot.app.query_one(ServerForm), pilot.app.query_one("#key", Input)
        assert form.entry == ServerEntry("http://h/v1", TYPED, "sk-1")
        assert key.password
        pilot.app.query(ChoiceField).first().value = COMMAND
        await pilot.pause()
        assert (key.value, key.password) == ("", False)
        form.show(entry_of(profile))
        await pilot.pause()
        assert form.entry == entry_of(profile)
        assert form.entry.described == profile
