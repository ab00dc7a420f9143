"""Every action a screen has, and its keys: what the help page and the palette are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of one widget, or of the screen itself."""

    title: str
    node: DOMNode
    bindings: Sequence[Binding]


def groups(screen: Screen[object]) -> Iterator[Group]:
    """What can be done on a screen, the screen's own actions first."""
    seen: set[type[DOMNode]] = set()
    for node in (screen, *screen.walk_children()):
        kind = type(node)
        bindings = [binding for binding in _own(kind) if binding.id and binding.description]
        if bindings and kind not in seen:
            seen.add(kind)
            yield Group(kind.BINDING_GROUP_TITLE or kind.__name__, node, bindings)


def _own(kind: type[DOMNode]) -> Iterator[Binding]:
    for base in kind.__mro__:
        if base.__module__.startswith("ppchat."):
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield binding


def key_names(app: App[Any], binding: Binding) -> str:
    """The keys of a binding as people write them, a comma between two."""
    names = [
        app.get_key_display(Binding(key.strip(), binding.action))
        for key in binding.key.split(",")
        if not key.strip().isupper() or len(key.strip()) == 1
    ]
    return ", ".join(dict.fromkeys(names))
