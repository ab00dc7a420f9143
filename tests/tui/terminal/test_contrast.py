"""Every text can be read: in every theme, at every colour depth, on every background."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import Monochrome
from textual.theme import BUILTIN_THEMES, Theme

from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.style.themes import PPCHAT_THEMES, themes_for
from ppchat.tui.terminal.contrast import (
    BLACK,
    READABLE,
    WHITE,
    Display,
    contrast_ratio,
    ensure_contrast,
    readable_style,
)
from tests.support.colors import shown_contrast

THEMES = (BUILTIN_THEMES | PPCHAT_THEMES).values()
DEPTHS = [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]
NAMES = ("foreground", "primary", "secondary", "accent", "warning", "success", "error")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0)],
)
def test_the_ratio_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast_ratio(Color.parse(first), Color.parse(second)) == pytest.approx(ratio, abs=0.01)


def test_only_a_colour_without_enough_contrast_is_moved() -> None:
    assert ensure_contrast(WHITE, BLACK) == WHITE
    assert contrast_ratio(ensure_contrast(Color(60, 60, 60), BLACK), BLACK) >= READABLE


def all_styles(theme: Theme) -> Iterator[Style]:
    """Every ink of the app on every ground of the app."""
    variables = theme.to_color_system().generate() | theme.variables
    for ground in ("background", "surface", "panel"):
        background = Color.parse(variables[ground])
        palette, events = Palette(variables, background), EventStyles(variables, background)
        for base in ("", "code", "select", "match", "added", "current-match"):
            yield from (palette.style(f"{base} {name}") for name in palette.style_names)
        inks = [value for value in vars(events).values() if isinstance(value, Style)]
        for table in (events.by_family, events.by_family_dimmed, events.json):
            inks += table.values()
        for below in (events.base, events.raised, events.cursor, events.focus_cursor):
            yield from (events.base + ink + below for ink in inks if ink.color)


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_ink_can_be_read_on_every_ground(theme: Theme, depth: ColorSystem) -> None:
    display = Display(depth)
    theme = themes_for(depth).get(theme.name, theme)
    if theme.ansi:
        own_ground = BLACK if theme.dark else WHITE
        display = Display(ColorSystem.STANDARD, own_ground)
    styles = set(all_styles(theme))
    assert len(styles) > 80
    for style in styles:
        grey = Monochrome().apply([Segment("a", style)], BLACK)[0].style
        assert grey is not None
        for ink in (style, grey):  # as it is, and with NO_COLOR
            shown = readable_style(ink, BLACK, display, True)
            assert shown_contrast(shown, BLACK, display) >= READABLE, (ink, shown)


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
def test_what_can_be_read_stays_as_it_is(depth: ColorSystem) -> None:
    style = Style.parse("bold color(15) on color(0)")
    assert readable_style(style, BLACK, Display(depth), True) == style
    plain = Style(bold=True)
    assert readable_style(plain, BLACK, Display(depth), True) == plain


def test_near_greys_become_greys_of_256() -> None:
    for color in ("#f2f0ea", "#252a37"):  # grounds of the light and of the dark theme
        style = Style.parse(f"white on {color}")
        shown = readable_style(style, BLACK, Display(ColorSystem.EIGHT_BIT), True)
        assert shown.bgcolor is not None
        assert shown.bgcolor.number in range(232, 256)


def test_a_theme_of_the_terminals_own_colours_leaves_the_ground_to_it() -> None:
    light = Display(ColorSystem.STANDARD, WHITE)
    shown = readable_style(Style.parse("#ffffff on #fefefe"), WHITE, light, True)
    assert shown.bgcolor == RichColor.default()
    assert shown_contrast(shown, WHITE, light) >= READABLE
    text = readable_style(Style.parse("#101010 on #ffffff"), WHITE, light, True)
    assert text.color == text.bgcolor == RichColor.default()
    dim = readable_style(Style.parse("dim default on default"), WHITE, light, True)
    assert not dim.dim


def test_lines_keep_their_colour() -> None:
    style = Style.parse("#181a21 on #14161d")
    assert readable_style(style, BLACK, Display(), False) == style
    assert readable_style(style, BLACK, Display(), True) != style


def test_italics_can_be_left_out() -> None:
    style = Style.parse("italic bold")
    assert not readable_style(style, BLACK, Display(italics=False), True).italic
    assert readable_style(style, BLACK, Display(), True).italic
