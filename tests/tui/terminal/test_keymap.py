"""The keys of bindings after the user's keymap was applied."""

from __future__ import annotations

from textual.app import App
from textual.binding import Binding

from ppchat.tui.terminal.keymap import configured_keys, normalized_keys


async def test_the_keymap_replaces_the_keys_of_a_binding_by_its_id() -> None:
    app: App[None] = App()
    async with app.run_test():
        app.set_keymap({"one": "f8,f9"})
        assert configured_keys(app, Binding("f1", "act", id="one")) == "f8,f9"
        assert configured_keys(app, Binding("f2", "act", id="two")) == "f2"
        assert configured_keys(app, Binding("f3", "act")) == "f3"


def test_keys_have_one_name_however_they_are_written() -> None:
    assert normalized_keys("?, f8,ctrl+j") == ("question_mark", "f8", "ctrl+j")
