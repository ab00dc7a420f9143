"""The two themes are readable: colours against their backgrounds."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from ppchat.tui.style.themes import DARK, LIGHT
from ppchat.tui.terminal.contrast import READABLE, contrast_ratio

ROLES = ("foreground", "primary", "secondary", "accent", "warning", "success", "error")


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", ["background", "surface"])
def test_every_role_is_readable_on_every_background(theme: Theme, background: str) -> None:
    behind = Color.parse(getattr(theme, background))
    ratios = {role: contrast_ratio(Color.parse(getattr(theme, role)), behind) for role in ROLES}
    assert {role: ratio for role, ratio in ratios.items() if ratio < READABLE} == {}
