"""Something to choose, and the row of a list that shows it."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.style.strip import fit_width

_MAX_TEXT: Final = 300


class Choice(NamedTuple):
    """One of the things to choose from."""

    id: str
    text: str
    note: str = ""
    """What stands at the right edge, such as the keys of an action."""
    group: str = ""
    """The heading above the choices that share it."""
    terms: tuple[str, ...] = ()
    """More words by which it is found."""
    obstacle: str = ""
    """Why it cannot be chosen now; takes the place of the note."""


class ChoiceRow(Visual):
    """A text with a note at the right edge, in one line of any width."""

    def __init__(self, choice: Choice) -> None:
        self._text = sanitize_line(choice.text, _MAX_TEXT)
        self._note = sanitize_line(choice.obstacle or choice.note, 60)

    def __str__(self) -> str:
        return f"{self._text}  {self._note}".rstrip()

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The line; the text is cut in favour of the note."""
        note = f"  {self._note}" if self._note else ""
        room = width - len(note)
        text = fit_width(self._text, room) if room > 0 else ""
        line = Content.assemble(text, (note, "dim"))
        return line.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """The width of text and note, in cells."""
        return Content(str(self)).cell_length

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """One line."""
        return 1
