"""The styles and signs of event families, derived from the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from ppchat.core.dialects.vocabulary import Family
from ppchat.tui.style.theme_colors import ThemeColors
from ppchat.tui.terminal.contrast import ensure_contrast

FAMILY_SIGNS: Final[Mapping[Family, str]] = {
    Family.LIFECYCLE: "○",
    Family.ITEM: "◇",
    Family.TEXT: "▪",
    Family.REASONING: "◆",
    Family.TOOL: "▸",
    Family.ERROR: "✖",
    Family.KEEPALIVE: "·",
    Family.UNKNOWN: "?",
}
"""The sign of each family, which needs no colour."""

_HUES: Final[Mapping[Family, str]] = {
    Family.TEXT: "primary",
    Family.REASONING: "secondary",
    Family.TOOL: "success",
    Family.ERROR: "error",
    Family.UNKNOWN: "accent",
}


class EventStyles:
    """The styles for one theme on one background."""

    def __init__(self, variables: Mapping[str, str], background: Color) -> None:
        color = ThemeColors(variables, background)
        background = color.background
        text = color("foreground")
        primary = color("primary")

        def fade(base: Color, factor: float) -> Style:
            faded = base.blend(background, factor, alpha=1)
            return Style(color=ensure_contrast(faded, background).rich_color)

        self.background = background
        self.base = Style(bgcolor=background.rich_color)
        """The bare background."""
        self.text = fade(text, 0)
        self.strong = self.text + Style(bold=True)
        self.muted = fade(text, 0.3)
        self.faint = fade(text, 0.68)
        self.slow = fade(color("warning"), 0) + Style(bold=True)
        self.good = fade(color("success"), 0)
        self.error = fade(color("error"), 0)
        self.accent = fade(color("accent"), 0)
        self.title = fade(primary, 0) + Style(bold=True)
        self.mark = fade(color("accent"), 0) + Style(bold=True)
        self.cursor = Style(bgcolor=color.ground("cursor", primary, 0.14).rich_color)
        """The background of the cursor row."""
        self.focus_cursor = Style(bgcolor=color.ground("focus", primary, 0.28).rich_color)
        """The background of the cursor row while the widget has the focus."""
        self.raised = Style(bgcolor=color.ground("raised", text, 0.05).rich_color)
        self.by_family = {
            family: fade(color(_HUES[family]), 0) if family in _HUES else self.muted
            for family in Family
        }
        """The style of each family."""
        self.by_family_dimmed = {
            family: fade(color(_HUES[family]), 0.58) if family in _HUES else self.faint
            for family in Family
        }
        """The style of each family after the cursor."""
        self.json = {
            "key": self.by_family[Family.TEXT],
            "string": self.text,
            "number": self.accent,
            "word": self.accent,
            "mark": self.muted,
            "note": self.muted + Style(italic=True),
        }
        """The style of each kind of token in a JSON value."""


def event_styles(widget: Widget) -> EventStyles:
    """The styles for a widget in its current theme."""
    return EventStyles(widget.app.theme_variables, widget.background_colors[1])
