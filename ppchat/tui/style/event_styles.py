"""The colours and signs of the inspector, all made from the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from ppchat.core.dialects.responses.event_types import Family

SIGNS: Final[Mapping[Family, str]] = {
    Family.LIFECYCLE: "○",
    Family.ITEM: "◇",
    Family.TEXT: "▪",
    Family.REASONING: "◆",
    Family.TOOL: "▸",
    Family.ERROR: "✖",
    Family.KEEPALIVE: "·",
    Family.UNKNOWN: "?",
}
"""What stands for a family where there is no colour."""

_HUES: Final[Mapping[Family, str]] = {
    Family.TEXT: "primary",
    Family.REASONING: "secondary",
    Family.TOOL: "success",
    Family.ERROR: "error",
    Family.UNKNOWN: "accent",
}


class Ink:
    """The styles for one theme on one ground."""

    def __init__(self, variables: Mapping[str, str], ground: Color) -> None:
        def color(name: str) -> Color:
            try:
                return Color.parse(variables[name])
            except (KeyError, ValueError):
                return Color.parse("#808080")

        text = color("foreground")
        primary = color("primary")

        def faded(hue: Color, part: float) -> Style:
            return Style(color=hue.blend(ground, part, alpha=1).rich_color)

        self.ground = ground
        self.base = Style(bgcolor=ground.rich_color)
        """The bare ground."""
        self.text = faded(text, 0)
        self.strong = self.text + Style(bold=True)
        self.muted = faded(text, 0.42)
        self.faint = faded(text, 0.68)
        self.slow = faded(color("warning"), 0) + Style(bold=True)
        self.error = faded(color("error"), 0)
        self.accent = faded(color("accent"), 0)
        self.title = faded(primary, 0) + Style(bold=True)
        self.mark = faded(color("accent"), 0) + Style(bold=True)
        self.cursor = Style(bgcolor=ground.blend(primary, 0.14, alpha=1).rich_color)
        """Laid under the row of the cursor."""
        self.focus_cursor = Style(bgcolor=ground.blend(primary, 0.28, alpha=1).rich_color)
        """The same while the widget has the focus."""
        self.raised = Style(bgcolor=ground.blend(text, 0.05, alpha=1).rich_color)
        self.hue = {
            family: faded(color(_HUES[family]), 0) if family in _HUES else self.muted
            for family in Family
        }
        """The colour of each family."""
        self.later = {
            family: faded(color(_HUES[family]), 0.58) if family in _HUES else self.faint
            for family in Family
        }
        """The same for what lies after the cursor."""
        self.json = {
            "key": self.hue[Family.TEXT],
            "string": self.text,
            "number": self.accent,
            "word": self.accent,
            "mark": self.muted,
            "note": self.muted + Style(italic=True),
        }
        """The colour of each kind of piece of a JSON value."""


def ink_of(widget: Widget) -> Ink:
    """The ink for a widget as it is themed now."""
    return Ink(widget.app.theme_variables, widget.background_colors[1])
