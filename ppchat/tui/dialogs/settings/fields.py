"""The fields of the form that no other form has."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import TextArea

from ppchat.core.security.sanitize import sanitize_line

_MOST_ENTRIES: Final = 5_000
"""Entries of a folder that are looked at for a completion."""


class ModelField(Widget, can_focus=True):
    """One line with the model and its server, which another dialog chooses."""

    DEFAULT_CSS = """
    ModelField {
        height: 1;
        padding: 0 1;
        background: $panel;
        &:focus { background: $primary-muted; }
    }
    """

    value = reactive("")
    """The name of the model; raw."""

    def __init__(self, model: str, server: str) -> None:
        """`server` is its name for people; raw."""
        super().__init__()
        self._server = server
        self.set_reactive(ModelField.value, model)

    def render(self) -> Content:
        """Both, on one line."""
        model, server = sanitize_line(self.value, 60), sanitize_line(self._server, 60)
        return Content.assemble(model, (f" · {server}", "$text-muted"))


class FormArea(TextArea):
    """A text of several lines; up in its first line and down in its last one leave it."""

    DEFAULT_CSS = """
    FormArea, FormArea:focus {
        height: auto;
        max-height: 8;
        padding: 0 1;
        border: none;
        background: $panel;
        scrollbar-size-vertical: 1;
    }
    FormArea:focus { background: $primary-muted; }
    FormArea .text-area--cursor-line { background: transparent; }
    FormArea .text-area--placeholder { color: $text-muted; }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that would move the cursor out of the text to the form."""
        leaves = (action == "cursor_up" and self.cursor_at_first_line) or (
            action == "cursor_down" and self.cursor_at_last_line
        )
        return not leaves and super().check_action(action, parameters)


class PathSuggester(Suggester):
    """Completes the path of a file, one part after another."""

    def __init__(self, suffix: str) -> None:
        """`suffix` is that of the files; folders are completed as well."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._suffix = suffix

    async def get_suggestion(self, value: str) -> str | None:
        """The first path that begins with `value`; None if there is none."""
        return await asyncio.to_thread(self._complete, value)

    def _complete(self, value: str) -> str | None:
        start = value.rpartition("/")[2]
        names = []
        try:
            folder = Path(value.removesuffix(start) or ".").expanduser()
            with os.scandir(folder) as entries:
                for entry, _ in zip(entries, range(_MOST_ENTRIES), strict=False):
                    if entry.name.startswith(start) and (start or entry.name[0] != "."):
                        if entry.is_dir():
                            names.append(f"{entry.name}/")
                        elif entry.name.endswith(self._suffix):
                            names.append(entry.name)
        except (OSError, ValueError, RuntimeError):  # no such folder, or no such user's
            return None
        return value.removesuffix(start) + min(names) if names else None
