"""The colours of a theme in RGB, also of one that leaves them to the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from textual.color import Color, ColorParseError

from ppchat.tui.terminal.contrast import BLACK, WHITE, opposite

_UNKNOWN: Final = Color(128, 128, 128)


class ThemeColors:
    """Colours by the names of a theme's variables, on one background."""

    def __init__(self, variables: Mapping[str, str], background: Color) -> None:
        self._variables = variables
        self.background = self._in_rgb(background)

    def __call__(self, name: str, fallback: str = "foreground") -> Color:
        """The colour of a variable; a missing one is that of `fallback`, or grey."""
        for variable in (name, fallback):
            try:
                return self._in_rgb(Color.parse(self._variables[variable]), is_ink=True)
            except (KeyError, ColorParseError):
                continue
        return _UNKNOWN

    def ground(self, name: str, ink: Color, factor: float) -> Color:
        """The ground that the theme has for `name`, or else its background, tinted with `ink`."""
        if f"ground-{name}" in self._variables:
            return Color.parse(self._variables[f"ground-{name}"])
        return self.background.blend(ink, factor, alpha=1)

    def grounds(self, name: str, inks: Sequence[tuple[Color, float]]) -> list[Color]:
        """As `ground`, for several degrees of the same."""
        if f"ground-{name}" in self._variables:
            return [Color.parse(color) for color in self._variables[f"ground-{name}"].split()]
        return [self.background.blend(ink, factor, alpha=1) for ink, factor in inks]

    def _in_rgb(self, color: Color, *, is_ink: bool = False) -> Color:
        """The colour, which can be blended; the terminal's own is taken for black or white."""
        if color.ansi is None:
            return color
        if color.ansi >= 0:
            return Color(*color.rgb)
        ground = WHITE if self._variables.get("ansi-background") == "ansi_white" else BLACK
        return opposite(ground) if is_ink else ground
