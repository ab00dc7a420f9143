"""Readable colours at the colour depth of the terminal."""

# Theory of operation
#
# Themes and styles name colours in RGB. A terminal with fewer colours shows the nearest it has, and
# two that differ may become one. So `readable_style` first picks the nearest colours itself, then
# moves the ink towards black or white until what the terminal *shows* contrasts enough. The sixteen
# basic colours look different in every terminal: a pair must contrast in each of `_BASIC_PALETTES`.

from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorSystem, ColorType
from rich.style import Style
from textual.color import Color

READABLE: Final = 4.5
"""Contrast of text with its background (WCAG 2, level AA)."""

BLACK: Final = Color(0, 0, 0)
WHITE: Final = Color(255, 255, 255)

_VGA: Final = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
_XTERM: Final = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
_BASIC_PALETTES: Final = tuple(
    tuple(Color.parse(f"#{color}") for color in palette.split()) for palette in (_VGA, _XTERM)
)
"""The sixteen basic colours of two terminals, by number."""
_BASIC_GROUNDS: Final = frozenset(range(16)) - {3, 8}
"""The basic colours on which either black or white can be read in all palettes."""
_CUBE_LEVELS: Final = (0, 95, 135, 175, 215, 255)
"""The levels of red, green and blue of the colours 16 to 231 of 256."""
_NO_DIM: Final = Style(dim=False)
_NO_ITALIC: Final = Style(italic=False)


class Display(NamedTuple):
    """What a terminal can show."""

    depth: ColorSystem = ColorSystem.TRUECOLOR
    own_ground: Color | None = None
    """Black or white, close to the terminal's own background if the theme uses that; else None."""
    italics: bool = True


def relative_luminance(color: Color) -> float:
    """Relative luminance, as defined by WCAG 2."""
    channels = (value / 255 for value in (color.r, color.g, color.b))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: Color, second: Color) -> float:
    """Contrast ratio of two colours, 1 to 21, as defined by WCAG 2."""
    dark, light = sorted((relative_luminance(first), relative_luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def opposite(background: Color) -> Color:
    """White or black, whichever contrasts more with `background`."""
    return WHITE if relative_luminance(background) < 0.179 else BLACK


def ensure_contrast(color: Color, background: Color, minimum: float = READABLE) -> Color:
    """`color`, moved towards black or white until it contrasts enough with `background`."""
    for adjusted in _towards(color, opposite(background)):
        if contrast_ratio(adjusted, background) >= minimum:
            return adjusted
    return opposite(background)


def readable_style(style: Style, ground: Color, display: Display, is_text: bool) -> Style:
    """The style in colours of the terminal; those of text can be read.

    `ground` is the background where the style has none.
    """
    if style.italic and not display.italics:
        style += _NO_ITALIC
    if style.dim and display.own_ground:  # how much dimmer is up to the terminal
        style += _NO_DIM
    colors = _readable_colors(style.color, style.bgcolor, ground, display, is_text)
    return style if colors is None else style + colors


@lru_cache(4096)
def _readable_colors(
    ink: RichColor | None,
    own_back: RichColor | None,
    ground: Color,
    display: Display,
    is_text: bool,
) -> Style | None:
    """The colours to use instead of those of a style; None if they can be read.

    Many styles differ only in what a click on them means.
    """
    own_ground = display.own_ground
    back = _nearest(own_back or ground.rich_color, display.depth, _BASIC_GROUNDS)
    if own_ground and back.number == _number_of(own_ground):
        back = RichColor.default()
    is_same = not own_back or back == own_back
    if ink is None or (ink.is_default and back.is_default):
        return None if is_same else Style.from_color(None, back)
    grounds = _appearances(back, own_ground or BLACK)
    shown = _ink(ink, grounds, display) if is_text else _nearest(ink, display.depth)
    if own_ground and back.is_default and shown.number == _number_of(opposite(own_ground)):
        shown = RichColor.default()  # right even where the terminal is light and the theme is not
    if shown == ink and is_same:
        return None
    return Style.from_color(shown, back if own_back else None)


def _number_of(extreme: Color) -> int:
    """The number of black or white among the basic colours."""
    return 15 if extreme == WHITE else 0


@lru_cache(4096)
def _ink(color: RichColor, grounds: tuple[Color, ...], display: Display) -> RichColor:
    """The colour of the terminal, closest to `color`, that contrasts with what a ground may be."""
    own_ink = opposite(display.own_ground or BLACK)
    extreme = max(
        (WHITE, BLACK), key=lambda end: min(contrast_ratio(end, ground) for ground in grounds)
    )
    seen = _appearances(color, own_ink)[0]
    ink = color
    for candidate in (color, *(moved.rich_color for moved in _towards(seen, extreme))):
        ink = _nearest(candidate, display.depth)
        inks = _appearances(ink, own_ink)
        pairs = zip(inks * 2, grounds * 2, strict=False)  # palette by palette
        if all(contrast_ratio(*pair) >= READABLE for pair in pairs):
            break
    return ink


def _towards(color: Color, extreme: Color) -> Iterable[Color]:
    return (color.blend(extreme, step / 10) for step in range(11))


def _appearances(color: RichColor, default: Color) -> tuple[Color, ...]:
    """What a colour looks like, in every palette if it is one of the basic colours."""
    if color.is_default:
        return (default,)
    if color.number is not None and color.number < 16:
        return tuple(palette[color.number] for palette in _BASIC_PALETTES)
    return (Color(*color.get_truecolor()),)


@lru_cache(4096)
def _nearest(
    color: RichColor, depth: ColorSystem, basic: Set[int] = frozenset(range(16))
) -> RichColor:
    """The nearest colour that a terminal of this depth has; `basic` are those allowed of 16."""
    if color.is_default or depth is ColorSystem.TRUECOLOR:
        return color
    red, green, blue = _appearances(color, BLACK)[0].rgb
    if depth is ColorSystem.EIGHT_BIT:
        if color.type is not ColorType.TRUECOLOR:
            return color
        return RichColor.from_ansi(_nearest_of_256(red, green, blue))
    if color.number in basic:
        return color
    wanted = Color(red, green, blue)
    return RichColor.from_ansi(
        min(basic, key=lambda number: _distance(wanted, _BASIC_PALETTES[0][number]))
    )


def _nearest_of_256(red: int, green: int, blue: int) -> int:
    """The number of the nearest colour of the cube or of the greys."""
    levels = [
        min(range(6), key=lambda level: abs(_CUBE_LEVELS[level] - value))
        for value in (red, green, blue)
    ]
    grey = min(23, max(0, round(((red + green + blue) / 3 - 8) / 10)))
    wanted = Color(red, green, blue)
    numbers = (16 + 36 * levels[0] + 6 * levels[1] + levels[2], 232 + grey)
    return min(numbers, key=lambda number: _distance(wanted, _color_of_256(number)))


def _color_of_256(number: int) -> Color:
    return Color(*RichColor.from_ansi(number).get_truecolor())


def _distance(first: Color, second: Color) -> float:
    """How different two colours look, roughly: red and blue weigh by the mean red."""
    red = (first.r + second.r) / 2
    return (
        (2 + red / 256) * (first.r - second.r) ** 2
        + 4 * (first.g - second.g) ** 2
        + (2 + (255 - red) / 256) * (first.b - second.b) ** 2
    )
