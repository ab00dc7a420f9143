"""The two themes can be read, and told apart, at every colour depth."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from ppchat.core.dialects.vocabulary import Family
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.style.themes import DARK, LIGHT, themes_for
from ppchat.tui.terminal.contrast import BLACK, READABLE, Display, contrast_ratio, readable_style

ROLES = ("foreground", "primary", "secondary", "accent", "warning", "success", "error")
GROUNDS = ("background", "surface", "panel")
NAMES = (DARK.name, LIGHT.name)
FEWER = (ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", ["background", "surface"])
def test_every_role_is_readable_on_every_background(theme: Theme, background: str) -> None:
    behind = Color.parse(getattr(theme, background))
    ratios = {role: contrast_ratio(Color.parse(getattr(theme, role)), behind) for role in ROLES}
    assert {role: ratio for role, ratio in ratios.items() if ratio < READABLE} == {}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("depth", FEWER, ids=lambda depth: depth.name)
def test_a_terminal_with_fewer_colours_has_those_of_its_theme(
    name: str, depth: ColorSystem
) -> None:
    theme = themes_for(depth)[name]
    grounds = (value for key, value in theme.variables.items() if key.startswith("ground-"))
    wanted = {
        *(str(getattr(theme, role)) for role in (*ROLES, *GROUNDS)),
        *(color for value in grounds for color in value.split()),
    }
    for color in wanted:
        shown = readable_style(Style(bgcolor=color), BLACK, Display(depth), is_text=False)
        if depth is ColorSystem.EIGHT_BIT:
            assert shown.bgcolor is not None
            assert Color(*shown.bgcolor.get_truecolor()) == Color.parse(color)
        else:
            assert set(color.strip("#")) <= set("05af")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("depth", [ColorSystem.TRUECOLOR, *FEWER], ids=lambda depth: depth.name)
def test_muted_text_can_be_read_everywhere(name: str, depth: ColorSystem) -> None:
    theme = themes_for(depth)[name]
    muted = Color.parse(theme.variables["text-muted"])
    for ground in GROUNDS:
        assert contrast_ratio(muted, Color.parse(str(getattr(theme, ground)))) >= READABLE


@pytest.mark.parametrize("name", NAMES)
def test_surfaces_and_rows_can_be_told_apart_in_256_colours(name: str) -> None:
    theme = themes_for(ColorSystem.EIGHT_BIT)[name]
    variables = theme.to_color_system().generate() | theme.variables
    page, side = Color.parse(variables["background"]), Color.parse(variables["surface"])
    assert len({variables[ground] for ground in GROUNDS}) == 3
    palette, events = Palette(variables, page), EventStyles(variables, side)
    grounds = ("", "code", "added", "match", "current-match", "select")
    shades = {palette.style(ground).bgcolor for ground in grounds}
    assert len(shades) == len(grounds)
    rows = (events.base, events.raised, events.cursor, events.focus_cursor)
    assert len({style.bgcolor for style in rows}) == len(rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("depth", [ColorSystem.TRUECOLOR, *FEWER], ids=lambda depth: depth.name)
def test_families_have_colours_of_their_own(name: str, depth: ColorSystem) -> None:
    theme = themes_for(depth)[name]
    variables = theme.to_color_system().generate() | theme.variables
    side = Color.parse(variables["surface"])
    styles = EventStyles(variables, side)
    families = [Family.TEXT, Family.ERROR]
    if depth is not ColorSystem.STANDARD or theme.dark:  # on white, most of 16 are too light
        families += [Family.REASONING, Family.TOOL, Family.UNKNOWN]
    rows = [styles.base, styles.cursor, styles.focus_cursor]
    for row in rows[:1] if depth is ColorSystem.STANDARD else rows:
        shown = {
            family: readable_style(styles.by_family[family] + row, side, Display(depth), True)
            for family in (*families, Family.LIFECYCLE)
        }
        for first, second in combinations(shown, 2):
            assert shown[first].color != shown[second].color, (first, second)
