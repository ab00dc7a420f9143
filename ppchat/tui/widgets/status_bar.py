"""The top line: the conversation on the left, what goes on now on the right."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.live.status import READY, Status
from ppchat.tui.style.outcomes import TONE_STYLES

_NAME: Final = "ppchat"
_MAX_TITLE: Final = 60
"""Columns of the longest title."""
_LEAST_TITLE: Final = 9
"""Columns below which a title would name nothing."""


class StatusBar(Widget):
    """One line: the title of the conversation, and the status of the stream."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    title = reactive("")
    """The title of the conversation; foreign, raw; empty for a new one."""
    status = reactive(READY)
    """The status of the stream on the screen."""
    cursor = reactive("")
    """The position of the cursor; empty at the end."""

    def validate_status(self, status: Status) -> Status:
        """The status; for a screen reader only what does not change with each frame."""
        is_plain = self.is_attached and self.app.has_class("-plain")
        return status._replace(elapsed="", figures=()) if is_plain else status

    def render(self) -> Content:
        """The line, cut to the width: figures are left out first, the status word last."""
        width = self.size.width
        right = self._status_text(self.status, len(self.status.figures))
        for count in range(len(self.status.figures) - 1, -1, -1):
            if len(_NAME) + right.cell_length + 2 <= width:
                break
            right = self._status_text(self.status, count)
        space = width - right.cell_length - 2
        left = Content.styled(_NAME if space >= len(_NAME) else "", "bold $text-primary")
        if title := self._short_title(space - len(_NAME) - 2):
            left = left + f"  {title}"
        gap = max(0, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right).truncate(width, ellipsis=True)

    def _short_title(self, space: int) -> str:
        """The title, cut after a word if it is long; empty where there is too little room."""
        title, space = sanitize_line(self.title), min(space, _MAX_TITLE)
        if cell_len(title) <= space:
            return title
        if space < _LEAST_TITLE:
            return ""
        cut = set_cell_size(title, space - 1)
        words = cut if title[len(cut)] == " " else cut.rpartition(" ")[0]
        return (words if len(words) > space // 2 else cut).rstrip(" ,;:.") + "…"

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
