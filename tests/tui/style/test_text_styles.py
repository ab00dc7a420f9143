"""Text can be read in every theme."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from ppchat.tui.style.text_styles import Palette, contrast

LINES_AND_BARS = {"rule", "bar", "prompt-bar", "edge"}
"""Inks that carry no text."""


@pytest.mark.parametrize("name", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi])
def test_every_ink_stands_out_from_its_ground(name: str) -> None:
    variables = BUILTIN_THEMES[name].to_color_system().generate()
    palette = Palette(variables, Color.parse(variables["background"]))
    for ink in palette.inks - LINES_AND_BARS:
        for ground in ("", "code"):
            style = palette.style(f"{ground} {ink}".strip())
            assert style.color is not None
            assert style.bgcolor is not None
            front = Color.from_rich_color(style.color)
            back = Color.from_rich_color(style.bgcolor)
            least = 2.5 if ink in ("match", "found", "select", "added") or "heat" in ink else 4.4
            assert contrast(front, back) >= least, (ink, ground)
