"""The bottom line: who answers on the left, the keys available now on the right."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.widgets.key_bar import KeyBar

_GAP = 2
"""Columns between both."""


class Foot(KeyBar):
    """A key bar that also shows who answers the next prompt, and with which settings.

    A click there opens the form in which they are chosen.
    """

    auto_links = False  # which would underline them below the pointer

    model = reactive("")
    """The name of the model; foreign, raw."""
    host = reactive("")
    """The host of the server; `demo` for the built-in demo."""
    notes: reactive[tuple[str, ...]] = reactive(())
    """The protocol, settings and tokens in a few words each, the most important first."""

    def __init__(self, model: str, host: str) -> None:
        super().__init__()
        self.set_reactive(Foot.model, model)
        self.set_reactive(Foot.host, host)

    def render(self) -> Content:
        """Who answers, and as many keys as there is room for."""
        left = self.answerer()
        keys = self.keys(self.size.width - left.cell_length - _GAP)
        left = left.stylize(Style.from_meta({"@click": "screen.dialog('settings')"}))
        gap = self.size.width - left.cell_length - keys.cell_length
        return Content.assemble(left, " " * gap, keys) if keys else left

    def answerer(self) -> Content:
        """Who answers; the notes that do not fit are left out, the last one first."""
        notes = list(self.notes)
        line = self._line(notes)
        limit = self.outer_size.width * 2 // 3 - 2
        while notes and line.cell_length > limit:
            notes.pop()
            line = self._line(notes)
        return line.truncate(max(1, limit), ellipsis=True)

    def _line(self, notes: list[str]) -> Content:
        model = (sanitize_line(self.model, 40), "$foreground")
        if self.host == "demo":
            names = Content.assemble("demo (recorded) · ", model)
        else:
            names = Content.assemble(model, " · ", sanitize_line(self.host, 40))
        return Content(" · ").join([names, *map(Content, map(sanitize_line, notes))])
