"""The text of a cell as leaves: parsed once it is seen, then as it grows, shrinks or changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.markdown import JSON_WINDOW, Document, JsonDocument, LeafKind, begins_json
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cells.leaf_column import LeafColumn
from ppchat.tui.transcript.render.leaf_rows import TextLayout

_MARKDOWN: Final = {CellKind.ANSWER, CellKind.REASONING}
_STYLES: Final = {
    CellKind.PROMPT: "prompt",
    CellKind.OUTPUT: "prompt",
    CellKind.REASONING: "quiet",
    CellKind.REFUSAL: "warning",
}


class CellDocument:
    """The leaves of a cell's text; which format the text is in, it may show only as it grows."""

    def __init__(self, cell: Cell, layout: TextLayout) -> None:
        self._cell = cell
        self._layout = layout
        self.raw = False
        """Whether the source is shown instead of what it means."""
        self.leaves = self._new_leaves()
        self.closed_count = 0
        """How many of the leaves, from the first, will never change."""
        self._parsed: Document | JsonDocument | None = None
        """None until the text is needed."""
        self._is_json = cell.kind is CellKind.ANSWER
        """Whether the text may be JSON as a whole."""
        self._longest = cell.text
        """The longest text that was parsed."""

    @property
    def is_parsed(self) -> bool:
        """Whether there are leaves; else the height can only be estimated."""
        return self._parsed is not None

    @property
    def is_json(self) -> bool:
        """Whether the text was parsed as JSON."""
        return isinstance(self._parsed, JsonDocument)

    def parse(self) -> bool:
        """Parse the text; whether that was still to be done."""
        if self._parsed is not None:
            return False
        while self._parsed is None:
            self._parsed, self._longest = self._new_parsed(), self._cell.text
            self._read()
            if self._is_other_format(len(self._cell.text)):
                self.reset()
        return True

    def update(self, cell: Cell) -> int | None:
        """Show the text of `cell`; the index of the first leaf that changed, None if none did.

        It is -1 if all may have changed.
        """
        previous, self._cell = self._cell, cell
        before = (previous.kind, previous.language, previous.tone)
        if (cell.kind, cell.language, cell.tone) != before:
            self.reset()
            return -1
        first_changed = self._follow(previous)
        self.leaves.set_marks(self._marks)
        return first_changed

    def _follow(self, previous: Cell) -> int | None:
        cell = self._cell
        if len(cell.text) == len(previous.text) and cell.text == previous.text:
            return self._read() if cell.growing != previous.growing else None
        if previous.text.is_prefix_of(cell.text) or cell.text.is_prefix_of(previous.text):
            first_changed = self._read()
            if not self._is_other_format(len(previous.text)):
                return first_changed
        self.reset()
        return -1

    def set_layout(self, layout: TextLayout) -> None:
        """Lay the leaves out anew for `layout`, as their rows come into view."""
        is_other = layout.plain != self._layout.plain
        self._layout = layout
        if is_other:
            self.reset()
        else:
            self.leaves.set_layout(self._leaf_layout)

    def set_raw(self, raw: bool) -> None:
        """Set whether the source is shown."""
        self.raw = raw
        self.reset()

    def reset(self) -> None:
        """Forget the leaves until they are needed again."""
        self._parsed = None
        self.leaves, self.closed_count = self._new_leaves(), 0

    def _new_leaves(self) -> LeafColumn:
        is_line = self._cell.kind is CellKind.FIGURES
        leaves = LeafColumn(self.slice, self._leaf_layout, self.style, is_line=is_line)
        leaves.set_marks(self._marks)
        return leaves

    @property
    def style(self) -> str:
        """The name of the style that the whole text is based on."""
        kind, tone = self._cell.kind, self._cell.tone
        if kind is CellKind.FIGURES:
            return "quiet" if tone in (Tone.QUIET, Tone.GOOD) else tone.value
        quiet = kind is CellKind.NOTICE and tone is Tone.QUIET
        return "quiet" if quiet else _STYLES.get(kind, "")

    @property
    def _is_output(self) -> bool:
        """Whether it is what a program wrote: lines in no language."""
        return self._cell.kind is CellKind.TOOL and self._cell.language == "text"

    @property
    def _leaf_layout(self) -> TextLayout:
        return replace(self._layout, wraps=True) if self._is_output else self._layout

    @property
    def _marks(self) -> tuple[Mark, ...]:
        return () if self.raw else self._cell.marks

    def slice(self, start: int, stop: int) -> str:
        """A part of the source."""
        return self._cell.text.slice(start, stop)

    def _new_parsed(self) -> Document | JsonDocument:
        cell = self._cell
        if self._is_json and not self.raw and begins_json(self.slice):
            return JsonDocument(self.slice)
        if cell.kind is CellKind.TOOL and cell.language and not self.raw:
            info = "" if self._is_output else cell.language
            return Document(self.slice, LeafKind.FENCE, info)
        is_heading = cell.kind is CellKind.OUTPUT and not len(cell.text)
        if is_heading or (cell.kind in _MARKDOWN and not self.raw):
            return Document(self.slice)
        return Document(self.slice, LeafKind.TEXT)

    def _read(self) -> int:
        """Update the leaves to the text, keeping the views of those that are the same.

        Returns the index of the first leaf that changed, -1 for all.
        """
        parsed, text = self._parsed, self._cell.text
        if parsed is None:
            return -1
        closed, views = self.closed_count, self.leaves.views
        if not text.is_prefix_of(self._longest):
            if not self._longest.is_prefix_of(text):
                parsed.forget()
            self._longest = text
        if len(text) >= parsed.length:
            parsed.extend(len(text))
        else:
            parsed.truncate(len(text))
            closed = min(closed, len(parsed.leaves))
            while closed and views[closed - 1].leaf is not parsed.leaves[closed - 1]:
                closed -= 1
        self.leaves.replace(closed, [*parsed.leaves[closed:], *parsed.tail(self._cell.growing)])
        self.closed_count = len(parsed.leaves)
        return max(-1, closed - 1)  # the cursor was in the previous leaf

    def _is_other_format(self, before: int) -> bool:
        """Whether the text turned out to be JSON or not, `before` characters ago unlike now."""
        parsed = self._parsed
        if isinstance(parsed, JsonDocument):
            self._is_json = not parsed.is_broken
            return parsed.is_broken
        is_early = self._is_json and not self.raw and before < JSON_WINDOW
        return parsed is not None and is_early and begins_json(self.slice)
