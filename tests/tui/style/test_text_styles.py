"""Text is readable in every theme."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from ppchat.tui.style.text_styles import Palette
from ppchat.tui.terminal.contrast import contrast_ratio

LINES_AND_BARS = {"rule", "bar", "prompt-bar", "edge"}
"""Styles that no text has."""
HIGHLIGHTS = {"match", "current-match", "select", "added"}


@pytest.mark.parametrize(
    "theme_name", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
)
def test_every_style_contrasts_with_its_background(theme_name: str) -> None:
    variables = BUILTIN_THEMES[theme_name].to_color_system().generate()
    palette = Palette(variables, Color.parse(variables["background"]))
    for name in palette.style_names - LINES_AND_BARS:
        for base in ("", "code"):
            style = palette.style(f"{base} {name}".strip())
            assert style.color is not None
            assert style.bgcolor is not None
            foreground = Color.from_rich_color(style.color)
            background = Color.from_rich_color(style.bgcolor)
            minimum = 2.5 if name in HIGHLIGHTS or "heat" in name else 4.4
            assert contrast_ratio(foreground, background) >= minimum, (name, base)
