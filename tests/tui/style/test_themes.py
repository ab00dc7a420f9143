"""The two looks can be read: colours against the grounds that they stand on."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from ppchat.tui.style.themes import DARK, LIGHT

READABLE = 4.5
"""WCAG 2.2, contrast (minimum), for text."""
ROLES = ("foreground", "primary", "secondary", "accent", "warning", "success", "error")


def luminance(color: Color) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [each / 255 for each in color.rgb]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2.2 defines it."""
    dark, bright = sorted(luminance(Color.parse(each)) for each in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_every_role_is_readable_on_every_ground(theme: Theme, ground: str) -> None:
    against = getattr(theme, ground)
    found = {role: contrast(getattr(theme, role), against) for role in ROLES}
    assert {role: ratio for role, ratio in found.items() if ratio < READABLE} == {}
