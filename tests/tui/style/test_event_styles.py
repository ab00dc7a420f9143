"""Families are told apart without colour, in every theme."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from ppchat.core.dialects.responses.event_types import Family
from ppchat.tui.style.event_styles import SIGNS, Ink
from ppchat.tui.style.themes import DARK, LIGHT


def test_each_family_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Family)
    assert len(set(SIGNS.values())) == len(Family)


@pytest.mark.parametrize(
    "theme", [DARK, LIGHT, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name
)
def test_any_theme_gives_every_style(theme: object) -> None:
    variables = theme.to_color_system().generate()  # type: ignore[attr-defined]
    ink = Ink(variables, Color.parse("#101010"))
    assert set(ink.hue) == set(ink.later) == set(Family)
    assert ink.hue[Family.TEXT] != ink.hue[Family.LIFECYCLE]
    assert all(style.color is not None for style in ink.hue.values())
