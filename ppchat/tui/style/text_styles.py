"""Ink names → Rich styles, all made from the colours of the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from textual.color import Color

_CONTRAST: Final = 4.5
"""Ratio of luminance that text keeps to what it stands on (WCAG 2, level AA)."""

_CONTRAST_OF_BARS: Final = 1.8
"""What is no text needs less, and keeps more of its hue."""


def _luminance(color: Color) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (channel / 255 for channel in (color.r, color.g, color.b))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Ratio of luminance of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _end(ground: Color) -> Color:
    """White or black: what stands out most from `ground`."""
    return Color(255, 255, 255) if _luminance(ground) < 0.18 else Color(0, 0, 0)


def readable(color: Color, ground: Color, least: float = _CONTRAST) -> Color:
    """`color`, moved towards black or white as far as it takes to be read on `ground`."""
    end = _end(ground)
    for step in range(11):
        moved = color.blend(end, step / 10)
        if contrast(moved, ground) >= least:
            return moved
    return end


class Palette:
    """The styles of one theme."""

    def __init__(self, variables: Mapping[str, str], ground: Color, plain: bool = False) -> None:
        def color(name: str, other: str = "foreground") -> Color:
            try:
                return Color.parse(variables[name])
            except (KeyError, ValueError):
                return Color.parse(variables.get(other, "#808080"))

        self.plain = plain
        text = readable(color("foreground"), ground, 7)
        raised = ground.blend(text, 0.06)
        self.ground = ground
        bright = text.blend(_end(ground), 0.5)
        muted = readable(ground.blend(text, 0.5), raised)
        faint = ground.blend(text, 0.25)
        primary, accent = color("primary"), color("accent", "primary")
        hue = {
            name: readable(color(name, "primary"), raised)
            for name in ("primary", "secondary", "accent", "success", "warning", "error")
        }
        distinct = contrast(hue["secondary"], text) > 1.6
        keyword = hue["secondary"] if distinct else hue["accent"]
        soft = text.blend(hue["primary"], 0.45)
        self._words: dict[str, Style] = {
            "": _style(text, ground),
            "quiet": _style(muted),
            "rule": _style(faint),
            "strong": _style(bright) + Style(bold=True),
            "em": Style(italic=True),
            "strike": Style(strike=True),
            "link": _style(hue["primary"]) + Style(underline=True),
            "note": _style(hue["primary"]),
            "code_inline": _style(readable(text.blend(hue["accent"], 0.6), raised), raised),
            "math": _style(readable(text.blend(hue["secondary"], 0.5), raised))
            + Style(italic=True),
            "h1": _style(hue["primary"]) + Style(bold=True),
            "h2": _style(hue["primary"]) + Style(bold=True),
            "h3": _style(soft) + Style(bold=True),
            "h4": _style(text) + Style(bold=True),
            "h5": _style(muted) + Style(bold=True),
            "h6": _style(muted) + Style(bold=True, italic=True),
            "code": _style(text, raised),
            "label": _style(muted, raised),
            "edge": _style(raised, ground),
            "table": _style(text) + Style(bold=True),
            "marker": _style(hue["primary"]),
            "bar": _style(faint),
            "prompt": _style(bright),
            "prompt-bar": _style(readable(accent, ground, _CONTRAST_OF_BARS)),
            "box": Style(),
            "title": _style(hue["secondary"]) + Style(bold=True),
            "current": _style(hue["primary"]),
            "cursor": _style(hue["primary"]),
            "good": _style(hue["success"]),
            "warning": _style(hue["warning"]),
            "bad": _style(hue["error"]),
            "added": Style(bgcolor=ground.blend(primary, 0.35).rich_color),
            "match": Style(bgcolor=ground.blend(color("warning"), 0.35).rich_color),
            "found": _style(ground, hue["warning"]) + Style(bold=True),
            "select": Style(bgcolor=ground.blend(primary, 0.45).rich_color),
            "more": _style(readable(ground, accent), accent) + Style(bold=True),
            "keyword": _style(keyword),
            "string": _style(hue["success"]),
            "number": _style(hue["warning"]),
            "comment": _style(muted) + Style(italic=True),
            "name": _style(hue["primary"]),
            "type": _style(hue["warning"]),
            "builtin": _style(hue["accent"]),
            "operator": _style(readable(text.blend(ground, 0.3), raised)),
            "error": _style(hue["error"]),
        }
        heats = ("success", "success", "warning", "warning", "error")
        for level, name in enumerate(heats):
            heat = ground.blend(color(name), 0.08 + 0.09 * level)
            self._words[f"heat{level}"] = Style(bgcolor=heat.rich_color)
        self._mixed: dict[str, Style] = {}

    @property
    def inks(self) -> frozenset[str]:
        """All names."""
        return frozenset(self._words)

    def style(self, ink: str) -> Style:
        """The style of all names in `ink`, laid over each other."""
        found = self._mixed.get(ink)
        if found is None:
            found = self._words[""]
            if not self.plain:
                for name in ink.split():
                    found += self._words[name]
            self._mixed[ink] = found
        return found


def _style(color: Color, ground: Color | None = None) -> Style:
    return Style(color=color.rich_color, bgcolor=ground.rich_color if ground else None)
