"""The top line: who answers, and what the stream is doing."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.security.sanitize import safe_line
from ppchat.core.view.status import READY, Status
from ppchat.core.view.tone import Tone

TONE_STYLE = {
    Tone.QUIET: "$text-muted",
    Tone.GOOD: "$text-success",
    Tone.WARNING: "$text-warning bold",
    Tone.BAD: "$text-error bold",
}


_LEAST = len("ppchat")
"""Columns below which what is on the left says nothing any more."""


class StatusBar(Widget):
    """One line: the model and its host on the left, the stream's status on the right."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    model = reactive("")
    """The model that is asked."""
    host = reactive("")
    """Where it is asked; `demo` for the built-in demo."""
    sent = reactive("")
    """What the last request carried of the conversation so far, in words."""
    status = reactive(READY)
    """What the stream on the screen is doing."""
    cursor = reactive("")
    """Where the person looks, while that is not the end."""

    def render(self) -> Content:
        """The line, cut to the width: figures go first, the word stays."""
        host_style = "bold $text-warning" if self.host == "demo" else "$text-muted"
        left = Content.assemble(
            ("ppchat", "bold $text-primary"),
            "  ",
            safe_line(self.model, 40),
            (" · ", "$text-muted"),
            (safe_line(self.host, 40), host_style),
        )
        note = Content.assemble((f"  sent: {self.sent}" if self.sent else "", "$text-muted"))
        right = self._right(self.status, len(self.status.figures))
        for count in range(len(self.status.figures) - 1, -1, -1):
            if left.cell_length + right.cell_length + 2 <= self.size.width:
                break
            right = self._right(self.status, count)
        if left.cell_length + note.cell_length + right.cell_length + 2 <= self.size.width:
            left += note
        room = self.size.width - right.cell_length - 1
        if left.cell_length > room:
            left = left.truncate(room, ellipsis=True) if room > _LEAST else Content("")
        gap = max(0, self.size.width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right).truncate(self.size.width, ellipsis=True)

    def _right(self, status: Status, figures: int) -> Content:
        pieces: list[Content | str | tuple[str, str]] = []
        if self.cursor:
            pieces += [(self.cursor, "bold $text-accent"), "  "]
        pieces.append((f"{status.sign} {status.word}", TONE_STYLE[status.tone]))
        if status.elapsed:
            pieces.append(f" {status.elapsed}")
        for name, value in status.figures[:figures]:
            pieces += ["  ", (f"{name} ", "$text-muted") if name else "", value]
        return Content.assemble(*pieces)
