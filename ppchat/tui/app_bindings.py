"""The keys of every screen; a keymap refers to them by their ids."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

GROUP_TITLE: Final = "App"
BINDINGS: Final[list[BindingType]] = [
    Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="app.quit"),
    Binding("f1", "help", "all keys", show=False, id="app.help"),
    Binding("question_mark", "keys", "keys", show=False, id="app.keys"),
    Binding(
        "ctrl+p", "command_palette", "all actions", show=False, priority=True, id="app.palette"
    ),
    Binding("f8", "change_theme", "theme", show=False, id="app.theme"),
    Binding("ctrl+z", "suspend_process", "to the shell", show=False, id="app.suspend"),
]
