"""The keys that matter on a screen, over its lower part until the next key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ppchat.tui.bindings import ScreenAction, screen_actions

_MOST: Final = 15
_COLUMN_WIDTH: Final = 47
"""Columns of the terminal that a key with its sentence takes at most."""
_LESSER: Final = frozenset({"Move", "Timeline", "App"})
"""Groups whose keys are in the full help only, but for those of the help itself."""


class ShortHelp(Static):
    """A few keys, in as many columns as fit; the screen below keeps the focus."""

    DEFAULT_CSS = """
    ShortHelp {
        overlay: screen;
        constrain: none inside;
        width: 100%;
        height: auto;
        padding: 0 2;
        background: $surface;
        border: round $primary;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    """

    def __init__(self, screen: Screen[Any]) -> None:
        width, height = screen.size
        columns = max(1, (width - 6) // _COLUMN_WIDTH)
        actions = _usual(screen_actions(screen))[: columns * max(1, height - 4)]
        super().__init__(_table(actions, columns), markup=False)
        self.border_title = "Keys"
        self.border_subtitle = "f1 all keys · any key closes this"
        screen.add_class("-keys")


def _usual(actions: Sequence[ScreenAction]) -> list[ScreenAction]:
    """The first of each group in turn, until there are enough."""
    by_group: dict[str, list[ScreenAction]] = {}
    for action in actions:
        if action.group not in _LESSER and not action.obstacle:
            by_group.setdefault(action.group, []).append(action)
    share = max(1, -(-_MOST // max(1, len(by_group))))
    return [action for group in by_group.values() for action in group[:share]][:_MOST]


def _table(actions: Sequence[ScreenAction], columns: int) -> Content:
    rows = -(-len(actions) // columns)
    keys = [action.keys.partition(", ")[0] for action in actions]
    key_width = max(map(len, keys), default=0)
    lines = []
    for row in range(rows):
        pieces: list[tuple[str, str] | str] = []
        for index in range(row, len(actions), rows):
            text = f"  {actions[index].sentence}"
            pieces += [
                (keys[index].rjust(key_width), "bold"),
                text.ljust(_COLUMN_WIDTH - key_width),
            ]
        lines.append(Content.assemble(*pieces).rstrip())
    return Content("\n").join(lines)
