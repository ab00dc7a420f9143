"""The bottom line: who answers on the left, the keys available now on the right."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.widgets.key_bar import KeyBar


class Answerer(Widget):
    """Who answers the next prompt, and with which settings."""

    DEFAULT_CSS = """
    Answerer { width: auto; max-width: 66%; height: 1; padding: 0 1; color: $text-muted; }
    """

    model = reactive("", layout=True)
    """The name of the model; foreign, raw."""
    host = reactive("", layout=True)
    """The host of the server; `demo` for the built-in demo."""
    notes: reactive[tuple[str, ...]] = reactive((), layout=True)
    """The protocol, settings and tokens in a few words each, the most important first."""

    def render(self) -> Content:
        """The line; the notes that do not fit are left out, the last one first."""
        notes = list(self.notes)
        line = self._line(notes)
        limit = self.screen.size.width * 2 // 3 - 2
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


class Foot(Horizontal):
    """One line: who answers, and the keys."""

    DEFAULT_CSS = """
    Foot {
        height: 1;
        background: $background;
        & > KeyBar { width: 1fr; text-align: right; }
    }
    """

    def __init__(self, model: str, host: str) -> None:
        super().__init__()
        self._names = model, host

    def compose(self) -> ComposeResult:
        """Who answers, and the key bar."""
        answerer = Answerer()
        answerer.set_reactive(Answerer.model, self._names[0])
        answerer.set_reactive(Answerer.host, self._names[1])
        yield answerer
        yield KeyBar()
