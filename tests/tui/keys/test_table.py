"""The table of all keys is that of the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.keys.table import EVERY_SCREEN, FOCUS_CHAINS, key_actions, key_conflicts
from ppchat.tui.terminal.keymap import class_bindings
from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording
from tests.tui.test_bindings import bindings


def test_every_binding_is_in_the_table() -> None:
    actions = {action.id: action for action in key_actions()}
    assert set(actions) == {binding.id for binding in bindings()}
    assert actions["app.quit"].screens == (EVERY_SCREEN,)
    assert actions["app.keys"].keys == ("question_mark",)
    assert actions["events.group"].screens == ("Conversation", "Inspector")


@pytest.mark.parametrize("keys", [(), ("f11",), ("ctrl+s",), ("f3",), ("f1",)])
async def test_the_chains_are_those_of_the_screens(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.press(*keys)
        screen = chat.app.screen
        on_screen = [chain for chain in FOCUS_CHAINS if isinstance(screen, chain[0])]
        expected = {cls for chain in on_screen for cls in chain}
        for node in (screen, *screen.walk_children()):
            path = [each for each in node.ancestors_with_self if any(class_bindings(type(each)))]
            classes = [
                next((cls for cls in type(each).__mro__ if cls in expected), type(each))
                for each in reversed(path)
            ][1:]
            assert any(list(chain[: len(classes)]) == classes for chain in on_screen), classes


def test_no_conflict_without_a_keymap() -> None:
    assert key_conflicts({}) == []


@pytest.mark.parametrize(
    ("keymap", "pair"),
    [
        ({"events.mark": "t"}, {"events.mark", "events.group"}),
        ({"events.mark": "?"}, {"events.mark", "app.keys"}),
        ({"conversation.find": "n"}, {"conversation.find", "transcript.next_match"}),
        ({"events.mark": "f10", "events.group": "x, f10"}, {"events.mark", "events.group"}),
    ],
)
def test_two_actions_with_one_key(keymap: dict[str, str], pair: set[str]) -> None:
    pairs = [{conflict.first.id, conflict.second.id} for conflict in key_conflicts(keymap)]
    assert pair in pairs


def test_keys_that_are_swapped_or_of_different_parts_do_not_conflict() -> None:
    assert key_conflicts({"events.mark": "t", "events.group": "m"}) == []
    assert key_conflicts({"prompt.send": "f10", "detail.copy": "f10"}) == []
