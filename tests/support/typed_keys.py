"""Keys that a terminal sends faster than the app handles them."""

from __future__ import annotations

from typing import Any, Final

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.events import Key

from tests.support.terminal import KEYS

_MORE: Final = {
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "backspace": "\x7f",
    "shift+tab": "\x1b[Z",
    "f3": "\x1bOR",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
}


def type_at_once(app: App[Any], *keys: str) -> None:
    """Type keys, by name or as text, without letting the app run in between."""
    for key in keys:
        if key == "escape":  # a parser waits for what may follow
            app._driver.process_message(Key("escape", None))  # type: ignore[union-attr]
            continue
        for event in XTermParser().feed((KEYS | _MORE).get(key, key)):
            app._driver.process_message(event)  # type: ignore[union-attr]
