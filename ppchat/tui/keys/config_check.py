"""What the config asks for and the app does not have, or has for something else."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from textual.theme import BUILTIN_THEMES

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.keys.table import EVERY_SCREEN, KeyConflict, key_actions, key_conflicts
from ppchat.tui.style.themes import PPCHAT_THEMES


class ConfigProblem(NamedTuple):
    """One problem of a setting."""

    setting: str
    """Its name in the config file."""
    text: str


def config_problems(keymap: Mapping[str, str], theme: str = "") -> list[ConfigProblem]:
    """The problems of a keymap (keys by id) and of the name of a theme, if it is not empty."""
    problems = []
    themes = BUILTIN_THEMES | PPCHAT_THEMES
    if theme and theme not in themes:
        problems.append(ConfigProblem("theme", _unknown("theme", theme, themes)))
    ids = {action.id: action for action in key_actions()}
    problems += [
        ConfigProblem(name, _unknown("key id", name, ids)) for name in keymap if name not in ids
    ]
    problems += [_conflict(conflict, keymap) for conflict in key_conflicts(keymap)]
    return problems


def _unknown(kind: str, name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, known, 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"unknown {kind} {sanitize_line(name, 40)!r}{hint}"


def _conflict(conflict: KeyConflict, keymap: Mapping[str, str]) -> ConfigProblem:
    first, second = conflict.first, conflict.second
    if first.id not in keymap:
        first, second = second, first
    where = "" if conflict.screen == EVERY_SCREEN else f" ({conflict.screen})"
    key = sanitize_line(conflict.key, 40)
    return ConfigProblem(first.id, f"{first.id} and {second.id} share the key {key}{where}")
