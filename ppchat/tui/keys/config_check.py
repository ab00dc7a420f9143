"""What the config asks for and the app does not have, or has for something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from textual.theme import BUILTIN_THEMES

from ppchat.adapters.config import Settings
from ppchat.adapters.prices.price_table import read_price_table
from ppchat.adapters.toml.config_file import setting_location
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.keys.table import EVERY_SCREEN, KeyConflict, key_actions, key_conflicts
from ppchat.tui.style.themes import PPCHAT_THEMES
from ppchat.tui.terminal.keymap import normalized_keys

SENT_AS: Final[Mapping[str, str]] = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
}
"""What most terminals send for these keys, so that a program can't tell them apart."""


def config_problems(settings: Settings) -> list[str]:
    """The problems of the keymap, the theme and the prices, each with its place."""
    lines = [f"{_place(settings, name)}: {text}" for name, text in _problems(settings)]
    return [*lines, *(read_price_table(settings)[1] if settings.price else ())]


def _place(settings: Settings, name: str) -> str:
    """Where a setting, or a key of the keymap, is set."""
    file = settings.paths.config_file
    origin = settings.origins.get(name, str(file))
    return setting_location(file, name) if origin == str(file) else origin


def _problems(settings: Settings) -> Iterator[tuple[str, str]]:
    """The name of each setting that is a problem, with the reason."""
    themes = BUILTIN_THEMES | PPCHAT_THEMES
    if settings.theme and settings.theme not in themes:
        yield "theme", _unknown("theme", settings.theme, themes)
    ids = {action.id: action for action in key_actions()}
    for name, keys in settings.keymap.items():
        if name not in ids:
            yield name, _unknown("key id", name, ids)
        for key in sorted(SENT_AS.keys() & normalized_keys(keys)):
            yield name, f"{sanitize_line(name, 40)}: terminals send {key} as {SENT_AS[key]}"
    for conflict in key_conflicts(settings.keymap):
        yield _conflict(conflict, settings)


def _unknown(kind: str, name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, known, 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"unknown {kind} {sanitize_line(name, 40)!r}{hint}"


def _conflict(conflict: KeyConflict, settings: Settings) -> tuple[str, str]:
    first, second = conflict.first, conflict.second
    if first.id not in settings.keymap:
        first, second = second, first
    key = sanitize_line(conflict.key, 40)
    text = f"{first.id} and {second.id} share the key {key}"
    if second.id in settings.keymap:
        line = _place(settings, second.id).rpartition(":")[2]
        text += f", which line {line} gives to {second.id}" if line.isdecimal() else ""
    where = "" if conflict.screen == EVERY_SCREEN else f" ({conflict.screen})"
    return first.id, text + where
