"""The two themes are readable: colours against their backgrounds."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from ppchat.tui.style.themes import DARK, LIGHT

READABLE = 4.5
"""Contrast (minimum) for text, in WCAG 2.2."""
ROLES = ("foreground", "primary", "secondary", "accent", "warning", "success", "error")


def luminance(color: Color) -> float:
    """Relative luminance, as defined by WCAG 2.2."""
    channels = [value / 255 for value in color.rgb]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio, 1 to 21, as defined by WCAG 2.2."""
    dark, bright = sorted(luminance(Color.parse(color)) for color in (first, second))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", ["background", "surface"])
def test_every_role_is_readable_on_every_background(theme: Theme, background: str) -> None:
    behind = getattr(theme, background)
    ratios = {role: contrast(getattr(theme, role), behind) for role in ROLES}
    assert {role: ratio for role, ratio in ratios.items() if ratio < READABLE} == {}
