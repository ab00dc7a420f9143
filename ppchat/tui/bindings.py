"""The actions of a screen and their keys, for the help page and the palette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from ppchat.tui.terminal.keymap import configured_keys


@dataclass(frozen=True, slots=True)
class BindingGroup:
    """The actions of one widget, of the screen itself, or of the app."""

    title: str
    node: DOMNode
    bindings: Sequence[Binding]


def binding_groups(screen: Screen[Any]) -> Iterator[BindingGroup]:
    """The actions of the screen, of the focus, of all other widgets, of the app, in this order."""
    seen: set[type[DOMNode]] = set()
    focus = screen.focused.ancestors_with_self if screen.focused else ()
    for node in (screen, *focus, *screen.walk_children(), screen.app):
        cls = type(node)
        if cls not in seen:
            seen.add(cls)
            bindings = [
                replace(binding, key=configured_keys(screen.app, binding))
                for binding in class_bindings(cls)
            ]
            if bindings:
                yield BindingGroup(cls.BINDING_GROUP_TITLE or cls.__name__, node, bindings)


def help_sections(screen: Screen[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title and rows (keys, description) of each group; the keys of one action share a row."""
    rows_by_title: dict[str, dict[str, list[str]]] = {}
    for group in binding_groups(screen):
        rows = rows_by_title.setdefault(group.title, {})
        for binding in group.bindings:
            rows.setdefault(binding.description, []).append(key_names(screen.app, binding))
    return [
        (title, [(", ".join(keys), description) for description, keys in rows.items()])
        for title, rows in rows_by_title.items()
    ]


def class_bindings(cls: type[DOMNode]) -> Iterator[Binding]:
    """The bindings of a class, and of its bases, that ppchat defines."""
    for base in cls.__mro__:
        if base.__module__.startswith("ppchat."):
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id and binding.description:
                    yield binding


def key_names(app: App[Any], binding: Binding) -> str:
    """The keys of a binding as people write them, separated by commas."""
    names = [
        app.get_key_display(Binding(key.strip(), binding.action)) for key in binding.key.split(",")
    ]
    return ", ".join(dict.fromkeys(names))
