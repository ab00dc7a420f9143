"""Highlights in the text of cells: slow deltas, the latest addition, matches, the selection."""

from __future__ import annotations

from collections.abc import Iterable

from textual.selection import Selection

from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.highlight.search import Search
from ppchat.tui.transcript.render.paint import Highlight
from ppchat.tui.transcript.selection import selected_range


class Highlights:
    """The highlights of each cell, built when they are drawn and kept until `clear`."""

    def __init__(self) -> None:
        self._tints: dict[str, list[Highlight]] = {}
        self._selection: Selection | None = None
        self._cache: dict[int, list[Highlight]] = {}

    def clear(self) -> None:
        """Drop the cached highlights, after something they show has changed."""
        self._cache = {}

    def set_tint(self, key: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Tint ranges (start, stop, level 0 to 4) of a cell's text; no ranges remove the tint."""
        tints = [
            Highlight(start, stop, f"heat{max(0, min(4, level))}") for start, stop, level in spans
        ]
        if tints:
            self._tints[key] = tints
        else:
            self._tints.pop(key, None)
        self.clear()

    def set_selection(self, selection: Selection | None) -> None:
        """Highlight the selection in all cells."""
        self._selection = selection
        self.clear()

    def for_cell(self, index: int, cell: Cell, search: Search | None) -> list[Highlight]:
        """The highlights of `cell`, which is at `index` in the conversation."""
        highlights = self._cache.get(index)
        if highlights is None:
            highlights = self._cache[index] = self._build(index, cell, search)
        return highlights

    def _build(self, index: int, cell: Cell, search: Search | None) -> list[Highlight]:
        highlights = list(self._tints.get(cell.key, ()))
        if cell.added is not None:
            highlights.append(Highlight(*cell.added, "added"))
        if search is not None:
            highlights.extend(search.highlights(index))
        if self._selection is not None:
            start, stop = selected_range(self._selection, index, len(cell.text))
            if stop > start:
                highlights.append(Highlight(start, stop, "select"))
        return highlights
