"""What a terminal makes of a style, computed apart from the program."""

from __future__ import annotations

from rich._palettes import STANDARD_PALETTE
from rich.color import Color as RichColor
from rich.palette import Palette
from rich.style import Style
from textual.color import Color

from ppchat.tui.terminal.contrast import Display, contrast_ratio, opposite

_XTERM = Palette(
    [
        *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
        *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
        *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
        *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
    ]
)


def shown_contrast(style: Style, ground: Color, display: Display) -> float:
    """The contrast of a style as a terminal shows it: of two, the one with less."""
    default = display.own_ground or ground
    return min(
        contrast_ratio(
            _rgb(style.color or RichColor.default(), opposite(default), is_xterm),
            _rgb(style.bgcolor or ground.rich_color, default, is_xterm),
        )
        for is_xterm in (True, False)
    )


def _rgb(color: RichColor, default: Color, is_xterm: bool) -> Color:
    if color.is_default:
        return default
    if color.number is not None and color.number < 16:
        return Color(*(_XTERM if is_xterm else STANDARD_PALETTE)[color.number])
    return Color(*color.get_truecolor())
