"""Pictures of a terminal → one animated SVG without scripts or external files.

Each line of a part of the screen is a window on a column of all that the line ever shows; a CSS
animation moves the column. A line that stays the same costs nothing, and a viewer without
animations, or with reduced motion, shows the last picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

WIDTH: Final = 8.4
HEIGHT: Final = 18
OVERLAP: Final = 0.4
"""By how much the background of a line reaches into the next, so that no gap is seen."""
FONT_SIZE: Final = 14
MARGIN: Final = 12
FONTS: Final = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"

Part = tuple[float, float, float, float]
"""Left, top, width and height, in cells."""

_NARROW: Final = "▌▐▎"
Line = tuple[Segment, ...]

_EIGHTHS: Final = "▁▂▃▄▅▆▇█"
_SHADES: Final = "░▒▓"
BLOCKS: Final = {
    **{char: (0.0, 1 - at / 8, 1.0, at / 8) for at, char in enumerate(_EIGHTHS, 1)},
    **dict.fromkeys(_SHADES, (0.0, 0.0, 1.0, 1.0)),
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▌": (0.0, 0.0, 0.5, 1.0),
    "▐": (0.5, 0.0, 0.5, 1.0),
    "▎": (0.0, 0.0, 0.25, 1.0),
}
"""Left, top, width and height of block characters, which fonts draw with gaps between lines."""


class Film:
    """What each line of each part of the screen shows, and from when on."""

    def __init__(self, size: tuple[int, int], cuts: Sequence[int] = ()) -> None:
        """`cuts` are the columns between parts that change apart from one another."""
        self.size = size
        self.columns = (0, *cuts, size[0])
        self.windows: dict[tuple[int, int], list[tuple[float, Line]]] = {}
        """By row and first column."""
        self.duration_s = 0.0

    def add(self, at_s: float, picture: Sequence[Strip]) -> None:
        """Add a picture, which is shown from `at_s` on."""
        self.duration_s = max(self.duration_s, at_s)
        for row, strip in enumerate(picture):
            for start, end in pairwise(self.columns):
                line = tuple(Segment(text, style) for text, style, _ in strip.crop(start, end))
                shown = self.windows.setdefault((row, start), [])
                if not shown or shown[-1][1] != line:
                    shown.append((at_s, line))


def film_svg(film: Film, label: str, background: str, last_s: float = 3) -> str:
    """The animation, which shows the last picture for `last_s` and begins again.

    `label` says what it shows, `background` is the colour of most of it.
    """
    duration_s = film.duration_s + last_s
    width, height = film.size[0] * WIDTH, film.size[1] * HEIGHT
    sheet = _StyleSheet(background)
    names: dict[Line, str] = {}
    windows, keyframes = [], []
    for number, ((row, start), shown) in enumerate(film.windows.items()):
        versions = list(dict.fromkeys(line for _, line in shown))
        places = {line: 2 * HEIGHT * at for at, line in enumerate(versions)}
        uses = "".join(
            f'<use href="#{names.setdefault(line, f"l{len(names)}")}" y="{y}"/>'
            for line, y in places.items()
        )
        moves = [(at_s, -places[line]) for at_s, line in shown]
        animated = f' id="w{number}"' if len(moves) > 1 else ""
        windows.append(
            f'<svg x="{_number(start * WIDTH)}" y="{row * HEIGHT}" height="{HEIGHT + OVERLAP}">'
            f'<g{animated} transform="translate(0 {moves[-1][1]})">{uses}</g></svg>'
        )
        if animated:
            steps = "".join(
                f"{_number(100 * at_s / duration_s, 2)}%{{transform:translateY({y}px)}}"
                for at_s, y in moves
            )
            keyframes.append(
                f"@keyframes k{number}{{{steps}}}#w{number}{{animation-name:k{number}}}"
            )
    lines = "".join(f'<g id="{name}">{_draw(line, sheet)}</g>\n' for line, name in names.items())
    animation = (
        "@media (prefers-reduced-motion:no-preference){"
        f"g[id^=w]{{animation:{_number(duration_s, 2)}s step-end infinite}}{''.join(keyframes)}}}"
        if keyframes
        else ""
    )
    outer = f"{_number(width + 2 * MARGIN)} {_number(height + 2 * MARGIN)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outer}" role="img"'
        f' aria-label="{escape(label)}">\n<style>'
        f"text{{font:{FONT_SIZE}px {FONTS};white-space:pre}}rect{{shape-rendering:crispEdges}}"
        f"{sheet.rules()}{animation}"
        f"</style>\n<defs>{lines}</defs>\n"
        f'<rect width="100%" height="100%" rx="8" fill="{background}"/>\n'
        f'<svg x="{MARGIN}" y="{MARGIN}">\n' + "\n".join(windows) + "\n</svg></svg>\n"
    )


class _StyleSheet:
    """Short class names for the looks that occur."""

    def __init__(self, background: str) -> None:
        self.background = background.lower()
        self._names: dict[str, str] = {}

    def name(self, style: Style, *, ground: bool = False) -> str:
        """The class for a text of this style, or for its background."""
        rules = [f"fill:{_color(style, ground=ground) or self.background}"]
        if not ground:
            rules += ["font-weight:bold"] * bool(style.bold)
            rules += ["font-style:italic"] * bool(style.italic)
            rules += ["text-decoration:underline"] * bool(style.underline)
        return self._names.setdefault(";".join(rules), f"c{len(self._names)}")

    def rules(self) -> str:
        """The rules of all classes."""
        return "".join(f".{name}{{{rule}}}" for rule, name in self._names.items())


def _draw(line: Line, sheet: _StyleSheet) -> str:
    grounds, inks, x = [], [], 0
    for text, segment_style, _ in line:
        style = segment_style or Style()
        if _color(style, ground=True) not in ("", sheet.background):
            part: Part = (0, 0, cell_len(text), 1 + OVERLAP / HEIGHT)
            grounds.append(_rect(x, part, sheet.name(style, ground=True)))
        for char, run in _runs(text):
            cells = cell_len(run)
            if char:
                left, top, width, height = BLOCKS[char]
                part = (left, top, width + cells - 1, height)
                inks.append(_rect(x, part, sheet.name(style), char))
            elif run.strip():
                indent = len(run) - len(run.lstrip())
                inks.append(_text(run.strip(), x + indent, sheet.name(style)))
            x += cells
    return "".join(grounds + inks)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of the same block character, with that, and of all others."""
    for char, run in groupby(text, lambda char: char if char in BLOCKS else ""):
        chars = "".join(run)
        if char and char in _NARROW:
            yield from ((char, single) for single in chars)
        else:
            yield char, chars


def _text(text: str, x: int, name: str) -> str:
    length = _number(cell_len(text) * WIDTH)
    return (
        f'<text class="{name}" x="{_number(x * WIDTH)}" y="13" textLength="{length}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(text, quote=False)}</text>'
    )


def _rect(x: int, part: Part, name: str, shade: str = "") -> str:
    left, top, width, height = part
    opacity = f' opacity=".{25 * (_SHADES.index(shade) + 1)}"' if shade in _SHADES and shade else ""
    return (
        f'<rect class="{name}" x="{_number((x + left) * WIDTH)}" y="{_number(top * HEIGHT)}"'
        f' width="{_number(width * WIDTH)}" height="{_number(height * HEIGHT)}"{opacity}/>'
    )


def _color(style: Style, *, ground: bool) -> str:
    """The colour of a text or of its background; empty for that of the picture."""
    color = style.bgcolor if ground != bool(style.reverse) else style.color
    return "" if color is None or color.is_default else color.get_truecolor().hex


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"
