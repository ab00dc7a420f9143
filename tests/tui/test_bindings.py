"""Every key of the app: in the help and the palette, configurable, safe in older terminals."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import ppchat.tui
from ppchat.tui.bindings import help_sections, screen_actions
from ppchat.tui.widgets.key_bar import KeyBar
from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording

_AMBIGUOUS = {"ctrl+h", "ctrl+i", "ctrl+m"}
"""Keys that older terminals send as backspace, tab and enter."""


def classes() -> Iterator[type[DOMNode]]:
    """Every class of the app that defines bindings."""
    for module in pkgutil.walk_packages(ppchat.tui.__path__, "ppchat.tui."):
        for value in vars(importlib.import_module(module.name)).values():  # noqa: TID251
            if not isinstance(value, type) or value.__module__ != module.name:
                continue
            if issubclass(value, DOMNode) and value.__dict__.get("BINDINGS"):
                yield value


def bindings() -> Iterator[Binding]:
    for cls in classes():
        for binding in cls.__dict__["BINDINGS"]:
            assert isinstance(binding, Binding), f"{cls.__name__}: {binding!r} has no id"
            yield binding


def test_every_binding_has_a_unique_id_and_a_description() -> None:
    every = list(bindings())
    assert len(every) > 100
    counts = Counter(binding.id for binding in every)
    assert [name for name, count in counts.items() if count > 1 or not name] == []
    assert [binding.id for binding in every if not binding.description] == []
    assert [cls.__name__ for cls in classes() if not cls.BINDING_GROUP_TITLE] == []


def test_descriptions_are_short_and_in_one_style() -> None:
    for binding in bindings():
        assert len(binding.description) <= 25
        assert binding.description[0].islower() or binding.description.startswith("JSON")


def test_no_key_is_ambiguous_in_older_terminals() -> None:
    keys = {key.strip() for binding in bindings() for key in binding.key.split(",")}
    assert keys & _AMBIGUOUS == set()


async def test_a_keymap_changes_a_key_wherever_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[keymap]\n"conversation.sessions" = "f10"\n')
    async with run_chat(tmp_path) as chat:
        bar = str(chat.screen.query_one(KeyBar).render())
        assert "f10 conversations" in bar
        assert "^s conversations" not in bar
        rows = dict(help_sections(chat.screen))["Conversations"]
        assert ("f10", "Open another conversation") in rows
        await chat.press("ctrl+s")
        assert chat.app.screen is chat.screen
        await chat.press("f10")
        await chat.until(lambda: chat.app.screen is not chat.screen)


async def test_every_action_of_what_is_shown_is_listed_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        actions = {action.sentence: action for action in screen_actions(chat.screen)}
        assert actions["Quit"].keys == "^d, ^q"
        assert actions["Send the prompt"].group == "Ask"
        assert "Follow the newest event" in actions
        assert "Complete" not in actions  # of the line that filters, which is not displayed
        export = actions["Export to a file"]
        obstacles = [export.obstacle]
        chat.screen.check_action = lambda *_: False  # type: ignore[method-assign]
        assert [*obstacles, export.obstacle] == ["", "Not now."]
