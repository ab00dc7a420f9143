"""What is wrong with a keymap or the name of a theme."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.tui.keys.config_check import config_problems
from tests.support.chat_app import paths_in


def settings_of(folder: Path, *lines: str, theme: str = "") -> Settings:
    """The settings of a config file with these lines in its keymap, from line 2 on."""
    paths = paths_in(folder)
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text("\n".join(["[keymap]", *lines]))
    return resolve_settings(paths, {"theme": theme or None}, {})


def test_a_keymap_and_a_theme_that_exist_have_no_problems(tmp_path: Path) -> None:
    assert config_problems(settings_of(tmp_path)) == []
    settings = settings_of(tmp_path, '"prompt.send" = "f10"', theme="ppchat-light")
    assert config_problems(settings) == []


def test_what_does_not_exist_is_named_with_its_place_and_what_may_be_meant(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '"prompt.sent" = "f10"', theme="ppchat-lite")
    assert config_problems(settings) == [
        "--theme: unknown theme 'ppchat-lite'; did you mean ppchat-light?",
        f"{settings.paths.config_file}:2: unknown key id 'prompt.sent'; did you mean prompt.send?",
    ]
    (problem,) = config_problems(settings_of(tmp_path, r'"\u001b[2J" = "f10"'))
    assert "\x1b" not in problem


def test_a_conflict_is_that_of_the_setting_that_brings_it_about(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '"events.group" = "m"')
    file = settings.paths.config_file
    assert config_problems(settings) == [
        f"{file}:2: events.group and events.mark share the key m (Conversation)"
    ]


def test_a_conflict_of_two_settings_names_both_lines(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '"events.group" = "Q"', "# …", '"events.mark" = "Q"')
    (problem,) = config_problems(settings)
    assert problem.startswith(f"{settings.paths.config_file}:2: events.group and events.mark share")
    assert "which line 4 gives to events.mark" in problem


@pytest.mark.parametrize(
    ("key", "sent_as"), [("ctrl+h", "backspace"), ("f9,ctrl+i", "tab"), ("ctrl+m", "enter")]
)
def test_a_key_that_terminals_send_as_another_is_named(
    tmp_path: Path, key: str, sent_as: str
) -> None:
    settings = settings_of(tmp_path, f'"prompt.editor" = "{key}"')
    problems = config_problems(settings)
    assert any(f":2: prompt.editor: terminals send {key[-6:]} as {sent_as}" in p for p in problems)
