"""Style names → Rich styles, derived from the colours of the theme."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

from ppchat.tui.style.theme_colors import ThemeColors
from ppchat.tui.terminal.contrast import contrast_ratio, ensure_contrast, opposite


class Palette:
    """The styles of one theme."""

    def __init__(
        self, variables: Mapping[str, str], background: Color, plain: bool = False
    ) -> None:
        color = ThemeColors(variables, background)
        background = color.background
        self.plain = plain
        text = ensure_contrast(color("foreground"), background, 7)
        raised = color.ground("code", text, 0.06)
        self.background = background
        bright = text.blend(opposite(background), 0.5)
        muted = ensure_contrast(background.blend(text, 0.5), raised)
        faint = background.blend(text, 0.25)
        primary, accent = color("primary"), color("accent", "primary")
        hue = {
            name: ensure_contrast(color(name, "primary"), raised)
            for name in ("primary", "secondary", "accent", "success", "warning", "error")
        }
        is_distinct = contrast_ratio(hue["secondary"], text) > 1.6
        keyword = hue["secondary"] if is_distinct else hue["accent"]
        soft = text.blend(hue["primary"], 0.45)
        self._styles: dict[str, Style] = {
            "": _style(text, background),
            "quiet": _style(muted),
            "rule": _style(faint),
            "strong": _style(bright) + Style(bold=True),
            "em": Style(italic=True),
            "strike": Style(strike=True),
            "link": _style(hue["primary"]) + Style(underline=True),
            "note": _style(hue["primary"]),
            "code_inline": _style(ensure_contrast(text.blend(hue["accent"], 0.6), raised), raised),
            "math": _style(ensure_contrast(text.blend(hue["secondary"], 0.5), raised))
            + Style(italic=True),
            "h1": _style(hue["primary"]) + Style(bold=True),
            "h2": _style(hue["primary"]) + Style(bold=True),
            "h3": _style(soft) + Style(bold=True),
            "h4": _style(text) + Style(bold=True),
            "h5": _style(muted) + Style(bold=True),
            "h6": _style(muted) + Style(bold=True, italic=True),
            "code": _style(text, raised),
            "label": _style(muted, raised),
            "edge": _style(raised, background),
            "table": _style(text) + Style(bold=True),
            "marker": _style(hue["primary"]),
            "bar": _style(faint),
            "prompt": _style(bright),
            "prompt-bar": _style(muted),
            "box": Style(),
            "title": _style(hue["secondary"]) + Style(bold=True),
            "current": _style(hue["primary"]),
            "cursor": _style(hue["primary"]),
            "good": _style(hue["success"]),
            "warning": _style(hue["warning"]),
            "bad": _style(hue["error"]),
            "added": _ground(color.ground("added", primary, 0.35)),
            "differs": Style(underline=True),
            "match": _ground(color.ground("match", color("warning"), 0.35)),
            "current-match": _style(background, hue["warning"]) + Style(bold=True),
            "select": _ground(color.ground("select", primary, 0.45)),
            "more": _style(ensure_contrast(background, accent), accent) + Style(bold=True),
            "keyword": _style(keyword),
            "string": _style(hue["success"]),
            "number": _style(hue["warning"]),
            "comment": _style(muted) + Style(italic=True),
            "name": _style(hue["primary"]),
            "type": _style(hue["warning"]),
            "builtin": _style(hue["accent"]),
            "operator": _style(ensure_contrast(text.blend(background, 0.3), raised)),
            "error": _style(hue["error"]),
        }
        heats = ("success", "success", "warning", "warning", "error")
        inks = [(color(name), 0.08 + 0.09 * level) for level, name in enumerate(heats)]
        for level, heat in enumerate(color.grounds("heat", inks)):
            self._styles[f"heat{level}"] = _ground(heat)
        self._combined: dict[str, Style] = {}

    @property
    def style_names(self) -> frozenset[str]:
        """The names of all styles."""
        return frozenset(self._styles)

    def style(self, names: str) -> Style:
        """The combined style of `names`, which blanks separate, later ones on top."""
        combined = self._combined.get(names)
        if combined is None:
            combined = self._styles[""]
            if not self.plain:
                for name in names.split():
                    combined += self._styles[name]
            self._combined[names] = combined
        return combined


def _ground(color: Color) -> Style:
    return Style(bgcolor=color.rich_color)


def _style(color: Color, background: Color | None = None) -> Style:
    return Style(color=color.rich_color, bgcolor=background.rich_color if background else None)
