"""The colours of a theme, in RGB."""

from __future__ import annotations

from textual.color import Color
from textual.theme import BUILTIN_THEMES

from ppchat.tui.style.theme_colors import ThemeColors
from ppchat.tui.terminal.contrast import BLACK, WHITE


def test_a_missing_variable_has_the_colour_of_its_fallback() -> None:
    color = ThemeColors({"foreground": "#102030", "accent": "auto 60%"}, WHITE)
    assert color("accent", "foreground") == Color(16, 32, 48)
    assert color("primary", "secondary") == Color(128, 128, 128)


def test_the_terminals_own_colours_are_taken_for_black_and_white() -> None:
    for name, ground, ink in (("ansi-dark", BLACK, WHITE), ("ansi-light", WHITE, BLACK)):
        variables = BUILTIN_THEMES[name].to_color_system().generate()
        color = ThemeColors(variables, Color.parse(variables["background"]))
        assert color.background == ground
        assert color("foreground") == ink
        assert color("primary").ansi is None


def test_a_ground_is_that_of_the_theme_or_else_a_tint_of_the_background() -> None:
    color = ThemeColors({"ground-focus": "#0000aa", "ground-heat": "#001122 #334455"}, BLACK)
    assert color.ground("focus", WHITE, 0.5) == Color(0, 0, 170)
    assert color.ground("select", WHITE, 0.5) == BLACK.blend(WHITE, 0.5)
    assert color.grounds("heat", []) == [Color(0, 17, 34), Color(51, 68, 85)]
    assert color.grounds("other", [(WHITE, 0), (WHITE, 1)]) == [BLACK, WHITE]
