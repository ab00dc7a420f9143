"""Which images the terminal can show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from rich.color import ColorSystem

from ppchat.adapters.images.decoder import is_installed
from ppchat.adapters.terminal.name import is_terminal


class Graphics(Enum):
    """How an image is shown."""

    KITTY = "kitty"
    """By the terminal, in place of characters that stand for it (Kitty's Unicode placeholders)."""
    ITERM = "iterm"
    """By the terminal, over the screen (iTerm2's protocol)."""
    SIXEL = "sixel"
    """By the terminal, over the screen (Sixel)."""
    BLOCKS = "blocks"
    """By half blocks in two colours each."""
    WORDS = "words"
    """Not at all: a line says what it is."""
    MISSING = "missing"
    """Not at all, as the image library is not installed: a line says how to do that."""


_KITTY: Final = ("kitty", "ghostty")
_ITERM: Final = ("iterm.app", "iterm2", "wezterm", "mintty", "konsole")
_SIXEL: Final = ("foot", "mlterm", "contour", "yaft", "windows terminal")


def inline_graphics(
    environment: Mapping[str, str], depth: ColorSystem, *, plain: bool = False
) -> Graphics:
    """How an image is shown among lines of text.

    What draws over the screen does not move along with lines: there, half blocks do.
    """
    if plain or environment.get("NO_COLOR") or depth not in _MANY_COLORS:
        return Graphics.WORDS
    if not is_installed():
        return Graphics.MISSING
    is_kitty = depth is ColorSystem.TRUECOLOR and is_terminal(environment, _KITTY)
    return Graphics.KITTY if is_kitty else Graphics.BLOCKS


def screen_graphics(
    environment: Mapping[str, str], depth: ColorSystem, *, plain: bool = False
) -> Graphics:
    """How an image is shown that fills a screen."""
    inline = inline_graphics(environment, depth, plain=plain)
    if inline is Graphics.BLOCKS:
        for graphics, names in ((Graphics.ITERM, _ITERM), (Graphics.SIXEL, _SIXEL)):
            if is_terminal(environment, names):
                return graphics
    return inline


_MANY_COLORS: Final = (ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR)
