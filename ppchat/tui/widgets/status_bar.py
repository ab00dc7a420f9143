"""The top line: the model, its host, and the status of the stream."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.status import READY, Status
from ppchat.tui.style.outcomes import TONE_STYLES

_MIN_LEFT_WIDTH = len("ppchat")
"""Columns below which the left side is left out."""


class StatusBar(Widget):
    """One line: the model and its host on the left, the status of the stream on the right."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    model = reactive("")
    """The name of the model."""
    host = reactive("")
    """The host of the server; `demo` for the built-in demo."""
    protocol = reactive("")
    """The protocol of the answer on the screen, where it is not the usual one."""
    sent = reactive("")
    """The part of the conversation that the last request included, in words."""
    status = reactive(READY)
    """The status of the stream on the screen."""
    cursor = reactive("")
    """The position of the cursor; empty at the end."""

    def render(self) -> Content:
        """The line, cut to the width: metrics are left out first, the status word last."""
        host_style = "bold $text-warning" if self.host == "demo" else "$text-muted"
        left = Content.assemble(
            ("ppchat", "bold $text-primary"),
            "  ",
            sanitize_line(self.model, 40),
            (" · ", "$text-muted"),
            (sanitize_line(self.host, 40), host_style),
            (f" · {self.protocol}" if self.protocol else "", "$text-muted"),
        )
        sent_note = Content.assemble((f"  sent: {self.sent}" if self.sent else "", "$text-muted"))
        right = self._status_text(self.status, len(self.status.figures))
        for count in range(len(self.status.figures) - 1, -1, -1):
            if left.cell_length + right.cell_length + 2 <= self.size.width:
                break
            right = self._status_text(self.status, count)
        if left.cell_length + sent_note.cell_length + right.cell_length + 2 <= self.size.width:
            left += sent_note
        space = self.size.width - right.cell_length - 1
        if left.cell_length > space:
            left = left.truncate(space, ellipsis=True) if space > _MIN_LEFT_WIDTH else Content("")
        gap = max(0, self.size.width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right).truncate(self.size.width, ellipsis=True)

    def _status_text(self, status: Status, figures: int) -> Content:
        parts: list[Content | str | tuple[str, str]] = []
        if self.cursor:
            parts += [(self.cursor, "bold $text-accent"), "  "]
        parts.append((f"{status.sign} {status.word}", TONE_STYLES[status.tone]))
        if status.elapsed:
            parts.append(f" {status.elapsed}")
        for name, value in status.figures[:figures]:
            parts += ["  ", (f"{name} ", "$text-muted") if name else "", value]
        return Content.assemble(*parts)
