"""Families can be distinguished without colour, in every theme."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from ppchat.core.dialects.vocabulary import Family
from ppchat.tui.style.event_styles import FAMILY_SIGNS, EventStyles
from ppchat.tui.style.themes import DARK, LIGHT


def test_each_family_has_a_distinct_sign() -> None:
    assert set(FAMILY_SIGNS) == set(Family)
    assert len(set(FAMILY_SIGNS.values())) == len(Family)


@pytest.mark.parametrize(
    "theme", [DARK, LIGHT, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name
)
def test_any_theme_provides_every_style(theme: object) -> None:
    variables = theme.to_color_system().generate()  # type: ignore[attr-defined]
    styles = EventStyles(variables, Color.parse("#101010"))
    assert set(styles.by_family) == set(styles.by_family_dimmed) == set(Family)
    assert styles.by_family[Family.TEXT] != styles.by_family[Family.LIFECYCLE]
    assert all(style.color is not None for style in styles.by_family.values())
