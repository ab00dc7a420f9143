"""The rows of candidates above the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.style.strip import fit_width
from ppchat.tui.widgets.completion.source import Candidate, Candidates

_MAX_ROWS: Final = 200
_MAX_TEXT: Final = 300
_LEFT_SHARE: Final = 0.6
"""The share of the width that a candidate with its hint takes at most beside its note."""


class CompletionList(OptionList, can_focus=False):
    """Candidates, one of them highlighted or none; the prompt keeps the keys."""

    DEFAULT_CSS = """
    CompletionList {
        height: auto;
        max-height: 40vh;
        padding: 0 2 0 3;
        border: none;
        border-left: outer $accent;
        background: $panel;
        scrollbar-size-vertical: 1;
        & > .option-list--option { padding: 0; }
        & > .option-list--option-highlighted {
            background: $primary-muted;
            color: $foreground;
            text-style: bold;
        }
        & > .option-list--option-disabled { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._candidates: Sequence[Candidate] = ()

    def show_candidates(self, candidates: Candidates) -> None:
        """Show these, or the note where there are none."""
        self._candidates = candidates.rows[:_MAX_ROWS]
        width = max((cell_len(_left(each)) for each in self._candidates), default=0)
        rows = [
            Option(_CandidateRow(candidate, width), disabled=bool(candidate.obstacle))
            for candidate in self._candidates
        ]
        note = Option(Content(sanitize_line(candidates.note, _MAX_TEXT)), disabled=True)
        self.set_options(rows or [note])
        self.highlighted = None
        if rows and candidates.takes_first and not rows[0].disabled:
            self.action_first()

    @property
    def candidate(self) -> Candidate | None:
        """The highlighted one."""
        return None if self.highlighted is None else self._candidates[self.highlighted]

    def at(self, index: int) -> Candidate:
        """The candidate in a row."""
        return self._candidates[index]

    def move(self, by: int) -> None:
        """Highlight the next or the previous candidate."""
        if self.highlighted is None:
            (self.action_first if by > 0 else self.action_last)()
        elif by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()


def _left(candidate: Candidate) -> str:
    text = sanitize_line(candidate.text, _MAX_TEXT)
    return f"{text} {sanitize_line(candidate.hint, 60)}" if candidate.hint else text


class _CandidateRow(Visual):
    """A candidate with its hint, and its note in a column of its own, in one line of any width."""

    def __init__(self, candidate: Candidate, left_width: int) -> None:
        self._text = sanitize_line(candidate.text, _MAX_TEXT)
        self._left = _left(candidate)
        self._left_width = left_width
        self._note = sanitize_line(candidate.obstacle or candidate.note, _MAX_TEXT)

    def __str__(self) -> str:
        return f"{self._left}  {self._note}".rstrip()

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The line; what does not fit is cut."""
        room = min(self._left_width, int(width * _LEFT_SHARE)) if self._note else width
        left = fit_width(self._left, room)
        cut = min(len(self._text), len(left))
        note = fit_width(self._note, max(0, width - room - 2))
        line = Content.assemble(left[:cut], (left[cut:], "dim"), "  ", (note, "dim"))
        return line.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """The width of all it shows, in cells."""
        return self._left_width + 2 + cell_len(self._note)

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """One line."""
        return 1
