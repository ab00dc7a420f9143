"""The keys of the list of conversations; a keymap refers to them by their ids.

Letters go into the input, so none of them is a key here.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("enter", "choose", "open", priority=True, id="sessions.open"),
    Binding("ctrl+n", "new", "new", key_display="^n", priority=True, id="sessions.new"),
    Binding("ctrl+r", "rename", "rename", key_display="^r", priority=True, id="sessions.rename"),
    Binding("ctrl+d", "delete", "delete", key_display="^d", priority=True, id="sessions.delete"),
    Binding("ctrl+z", "undo", "undo", key_display="^z", priority=True, id="sessions.undo"),
    Binding("ctrl+k", "pin", "pin", key_display="^k", priority=True, id="sessions.pin"),
    Binding("ctrl+f", "source", "source", key_display="^f", priority=True, id="sessions.source"),
    Binding("tab", "mark", "mark", key_display="tab", priority=True, id="sessions.mark"),
    Binding("ctrl+t", "compare", "compare", key_display="^t", priority=True, id="sessions.compare"),
    Binding("escape", "close", "close", id="sessions.close"),
    Binding("up", "move('cursor_up')", "up", show=False, id="sessions.up"),
    Binding("down", "move('cursor_down')", "down", show=False, id="sessions.down"),
    Binding("pageup", "move('page_up')", "page up", show=False, id="sessions.page_up"),
    Binding("pagedown", "move('page_down')", "page down", show=False, id="sessions.page_down"),
]
