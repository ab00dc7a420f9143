"""Every key of the app: told, changeable, in the palette, and none that a terminal confuses."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import ppchat.tui
from ppchat.tui.bindings import groups, sections
from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.widgets.key_bar import KeyBar
from tests.support.chat_app import chatting

_CONFUSED = {"ctrl+h", "ctrl+i", "ctrl+m"}
"""What older terminals send as backspace, tab and enter."""


def classes() -> Iterator[type[DOMNode]]:
    """Every class of the app that has keys of its own."""
    for module in pkgutil.walk_packages(ppchat.tui.__path__, "ppchat.tui."):
        for found in vars(importlib.import_module(module.name)).values():
            if not isinstance(found, type) or found.__module__ != module.name:
                continue
            if issubclass(found, DOMNode) and found.__dict__.get("BINDINGS"):
                yield found


def bindings() -> Iterator[Binding]:
    for each in classes():
        for binding in each.__dict__["BINDINGS"]:
            assert isinstance(binding, Binding), f"{each.__name__}: {binding!r} has no id"
            yield binding


def test_every_binding_has_an_id_of_its_own_and_says_what_it_does() -> None:
    found = list(bindings())
    assert len(found) > 100
    counts = Counter(binding.id for binding in found)
    assert [name for name, count in counts.items() if count > 1 or not name] == []
    assert [binding.id for binding in found if not binding.description] == []
    assert [each.__name__ for each in classes() if not each.BINDING_GROUP_TITLE] == []


def test_descriptions_are_short_and_in_one_style() -> None:
    for binding in bindings():
        assert len(binding.description) <= 25
        assert binding.description[0].islower() or binding.description.startswith("JSON")


def test_no_key_that_an_older_terminal_confuses() -> None:
    keys = {key.strip() for binding in bindings() for key in binding.key.split(",")}
    assert keys & _CONFUSED == set()


async def test_every_action_stands_in_the_palette(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        commands = list(chat.app.get_system_commands(chat.screen))
        titles = {each.title for each in commands}
        for group in groups(chat.screen):
            for binding in group.bindings:
                assert f"{group.title}: {binding.description}" in titles
        for wanted in ("Prompt: send", "Conversation: new chat", "Events: follow", "App: quit"):
            assert wanted in titles


async def test_an_action_of_the_palette_is_done(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        commands = {each.title: each for each in chat.app.get_system_commands(chat.screen)}
        await chat.write("hi")
        await commands["Prompt: send"].callback()  # type: ignore[misc]
        await chat.until(lambda: chat.texts == ["hi", "Hello there"])


async def test_a_keymap_changes_a_key_wherever_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[keymap]\n"conversation.sessions" = "f8"\n')
    async with chatting(tmp_path) as chat:
        bar = str(chat.screen.query_one(KeyBar).render())
        assert "f8 sessions" in bar
        assert "^s sessions" not in bar
        assert ("f8", "sessions") in dict(sections(chat.screen))["Conversation"]
        await chat.press("ctrl+s")
        assert chat.app.screen is chat.screen
        await chat.press("f8")
        await chat.until(lambda: chat.app.screen is not chat.screen)


async def test_help_is_reached_from_a_pane_and_from_the_prompt(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        await chat.press("question_mark")
        assert chat.prompt.text == "?"
        await chat.press("f1")
        assert isinstance(chat.app.screen, HelpScreen)
        await chat.press("f1")
        chat.transcript.focus()
        await chat.press("question_mark")
        assert isinstance(chat.app.screen, HelpScreen)
        await chat.press("escape")
        assert chat.app.screen is chat.screen
