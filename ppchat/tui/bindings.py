"""The actions of a screen and their keys, for the help page and the palette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from ppchat.core.view.action_sentences import SENTENCES, sentence_of
from ppchat.tui.terminal.keymap import class_bindings, configured_keys


@runtime_checkable
class ExplainsObstacles(Protocol):
    """What says why its actions cannot be run; its keys and the palette show the same words."""

    def obstacle(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action cannot be run now, in a sentence; empty if it can."""
        ...


@dataclass(frozen=True, slots=True)
class ScreenAction:
    """Something that can be done on a screen."""

    id: str
    """The id of its binding."""
    group: str
    sentence: str
    keys: str
    """The keys as people write them, separated by commas."""
    action: str
    node: DOMNode
    """What does it."""

    @property
    def obstacle(self) -> str:
        """Why it cannot be done now; empty if it can."""
        namespace, name, parameters = parse(self.action)
        if namespace:
            return ""
        if not self.node.check_action(name, parameters):
            return "Not now."
        node = self.node
        return node.obstacle(name, parameters) if isinstance(node, ExplainsObstacles) else ""


def screen_actions(screen: Screen[Any], *, hidden: bool = False) -> list[ScreenAction]:
    """The actions of the screen and of the app: each once, with all its keys, in order.

    `hidden` includes those of what is not displayed now.
    """
    actions: dict[tuple[str, str], ScreenAction] = {}
    for node, binding in _bindings(screen, hidden=hidden):
        group = SENTENCES.get(binding.id or "", (group_title(type(node)), ""))[0]
        sentence = sentence_of(binding.id or "", binding.description)
        keys = key_names(screen.app, binding)
        if known := actions.get((group, sentence)):
            names = dict.fromkeys([*known.keys.split(", "), *keys.split(", ")])
            actions[group, sentence] = replace(known, keys=", ".join(names))
        else:
            action = ScreenAction(binding.id or "", group, sentence, keys, binding.action, node)
            actions[group, sentence] = action
    groups = {group: index for index, (group, _) in enumerate(SENTENCES.values())}
    order = {binding_id: index for index, binding_id in enumerate(SENTENCES)}
    last = len(order)
    return sorted(
        actions.values(), key=lambda each: (groups.get(each.group, last), order.get(each.id, last))
    )


def bound_action(screen: Screen[Any], binding_id: str) -> ScreenAction | None:
    """The action of a binding of the screen or of the app."""
    for node in (screen, screen.app):
        for binding in class_bindings(type(node)):
            if binding.id == binding_id:
                group, sentence = SENTENCES.get(binding_id, ("", binding.description))
                keys = key_names(screen.app, binding)
                return ScreenAction(binding_id, group, sentence, keys, binding.action, node)
    return None


def _bindings(screen: Screen[Any], *, hidden: bool) -> Iterator[tuple[DOMNode, Binding]]:
    """The bindings of the screen, of the focus, of what else there is, and of the app."""
    seen: set[type[DOMNode]] = set()
    focus = screen.focused.ancestors_with_self if screen.focused else ()
    for node in (screen, *focus, *screen.walk_children(), screen.app):
        cls = type(node)
        is_hidden = not all(each.display for each in node.ancestors_with_self)
        if cls in seen or (is_hidden and not hidden):
            continue
        seen.add(cls)
        for binding in class_bindings(cls):
            yield node, replace(binding, key=configured_keys(screen.app, binding))


def help_sections(screen: Screen[Any]) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Title and rows (keys, sentence) of each group of actions."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for action in screen_actions(screen, hidden=True):
        sections.setdefault(action.group, []).append((action.keys, action.sentence))
    return list(sections.items())


def group_title(cls: type[DOMNode]) -> str:
    """The name of the part of the screen that has the keys of a class."""
    return cls.BINDING_GROUP_TITLE or cls.__name__


def key_names(app: App[Any], binding: Binding) -> str:
    """The keys of a binding as people write them, separated by commas."""
    names = [
        app.get_key_display(Binding(key.strip(), binding.action)) for key in binding.key.split(",")
    ]
    return ", ".join(dict.fromkeys(names))
