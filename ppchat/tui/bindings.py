"""Every action a screen has, and its keys: what the help page and the palette are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of one widget, of the screen itself, or of the app."""

    title: str
    node: DOMNode
    bindings: Sequence[Binding]


def groups(screen: Screen[object]) -> Iterator[Group]:
    """What can be done on a screen: its own actions, those of the focus, all others, the app's."""
    seen: set[type[DOMNode]] = set()
    focus = screen.focused.ancestors_with_self if screen.focused else ()
    for node in (screen, *focus, *screen.walk_children(), screen.app):
        kind = type(node)
        if kind not in seen:
            seen.add(kind)
            if bindings := [*_own(screen.app, kind)]:
                yield Group(kind.BINDING_GROUP_TITLE or kind.__name__, node, bindings)


def sections(screen: Screen[object]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same to be read: by title, keys with what they do, all keys of one action together."""
    found: dict[str, dict[str, list[str]]] = {}
    for group in groups(screen):
        rows = found.setdefault(group.title, {})
        for binding in group.bindings:
            rows.setdefault(binding.description, []).append(key_names(screen.app, binding))
    return [
        (title, [(", ".join(keys), description) for description, keys in rows.items()])
        for title, rows in found.items()
    ]


def _own(app: App[Any], kind: type[DOMNode]) -> Iterator[Binding]:
    """The bindings that ppchat gave a class, with the keys that the person's keymap gives them."""
    for base in kind.__mro__:
        if base.__module__.startswith("ppchat."):
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id and binding.description:
                    yield replace(binding, key=app._keymap.get(binding.id, binding.key))


def key_names(app: App[Any], binding: Binding) -> str:
    """The keys of a binding as people write them, a comma between two."""
    names = [
        app.get_key_display(Binding(key.strip(), binding.action)) for key in binding.key.split(",")
    ]
    return ", ".join(dict.fromkeys(names))
