"""The keys of bindings after the user's keymap was applied."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.keys import _normalize_key_list


def configured_keys(app: App[Any], binding: Binding) -> str:
    """The keys of a binding, separated by commas: those of the app's keymap, or else its own."""
    return app._keymap.get(binding.id or "", binding.key)


def normalized_keys(keys: str) -> tuple[str, ...]:
    """The names of keys that commas separate: `question_mark` for `?`."""
    return tuple(_normalize_key_list(keys).split(","))
