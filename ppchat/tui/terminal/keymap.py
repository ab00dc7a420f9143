"""The bindings of the app, and their keys after the user's keymap was applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _normalize_key_list


def class_bindings(cls: type[DOMNode]) -> Iterator[Binding]:
    """The bindings of a class, and of its bases, that ppchat defines."""
    for base in cls.__mro__:
        if base.__module__.startswith("ppchat."):
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id and binding.description:
                    yield binding


def configured_keys(app: App[Any], binding: Binding) -> str:
    """The keys of a binding, separated by commas: those of the app's keymap, or else its own."""
    return app._keymap.get(binding.id or "", binding.key)


def normalized_keys(keys: str) -> tuple[str, ...]:
    """The names of keys that commas separate: `question_mark` for `?`."""
    return tuple(_normalize_key_list(keys).split(","))
