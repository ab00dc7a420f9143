"""The leaves of a cell, one below another: laid out where they are seen, estimated elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.markdown import Leaf, LeafKind
from ppchat.tui.transcript.cells.leaf_view import LeafView
from ppchat.tui.transcript.render.leaf_content import Slice, fit_parts
from ppchat.tui.transcript.render.leaf_rows import TextLayout, estimate_height, leaf_rows
from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.source_marks import marks_in, with_marks
from ppchat.tui.transcript.render.spoken import spoken_figures


class LeafColumn:
    """All rows of a text; rows are counted from its first."""

    def __init__(
        self, slice_: Slice, layout: TextLayout, style: str, *, is_line: bool = False
    ) -> None:
        """`style` is the name of the style that all leaves are based on.

        `is_line` leaves out parts of a line that is too wide instead of wrapping it.
        """
        self._is_line = is_line
        self.views: list[LeafView] = []
        self._marks: Sequence[Mark] = ()
        self._slice = slice_
        self._layout = layout
        self._style = style
        self._bottoms: list[int] = []

    def replace(self, start: int, leaves: Sequence[Leaf]) -> None:
        """Show `leaves` from index `start` on; those that stay the same keep their views."""
        old = self.views[start:]
        del self.views[start:]
        for index, leaf in enumerate(leaves):
            same = index < len(old) and old[index].leaf == leaf
            self.views.append(old[index] if same else LeafView(leaf))
            if not same:
                old = old[: index + 1]
        del self._bottoms[start:]

    def set_layout(self, layout: TextLayout) -> None:
        """Lay the leaves out anew for `layout`, as their rows come into view."""
        self._layout = layout
        self._bottoms = []

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw the numbers of sources at these places of the text."""
        if marks != self._marks:
            before, self._marks = self._marks, marks
            for view in self.views:
                if marks_in(view.leaf, marks) != marks_in(view.leaf, before):
                    view.layout = None
            self._bottoms = []

    @property
    def height(self) -> int:
        """All rows; estimated where not laid out yet."""
        bottoms = self._all_bottoms()
        return bottoms[-1] if bottoms else 0

    def _all_bottoms(self) -> list[int]:
        """The row below each leaf."""
        bottoms = self._bottoms
        if len(bottoms) < len(self.views):
            heights = map(self._height_of, self.views[len(bottoms) :])
            if bottoms:
                more = accumulate(heights, initial=bottoms[-1])
                next(more)
                bottoms.extend(more)
            else:
                bottoms.extend(accumulate(heights))
        return bottoms

    def _height_of(self, view: LeafView) -> int:
        is_laid_out = view.layout is self._layout
        return len(view.rows) if is_laid_out else estimate_height(view.leaf, self._layout)

    def locate(self, y: int) -> tuple[int, int]:
        """The index of the leaf at row `y`, and the row in it."""
        bottoms = self._all_bottoms()
        index = min(bisect_right(bottoms, y), len(bottoms) - 1)
        return index, y - (bottoms[index - 1] if index else 0)

    def top(self, index: int) -> int:
        """The row at which the leaf `index` begins."""
        bottoms = self._all_bottoms()
        index = min(index, len(bottoms))
        return bottoms[index - 1] if index else 0

    def measure(self, index: int) -> int:
        """Lay out the leaf `index` and return its number of rows."""
        view = self.views[index]
        if view.layout is not self._layout:
            before = self._height_of(view) if len(self._bottoms) > index else -1
            self._lay_out(index, view)
            if len(view.rows) != before:
                del self._bottoms[index:]
        return len(view.rows)

    def measure_each(self, indices: Iterable[int], rows: int) -> int:
        """Lay out leaves in this order to get `rows` rows; the number laid out."""
        count = 0
        for index in indices:
            if count >= rows:
                break
            count += self.measure(index)
        return count

    def _lay_out(self, index: int, view: LeafView) -> None:
        leaf = view.leaf
        carry: Sequence[Span] = ()
        if leaf.joined and index:
            self.measure(index - 1)
            carry = self.views[index - 1].carry
        columns: Sequence[int] = ()
        if leaf.kind is LeafKind.TABLE:  # all its parts get the widths of the first
            columns = self.views[index - leaf.level].natural_widths(self._slice, self._style)
        content = view.content(self._slice, self._style)
        if marks := marks_in(leaf, self._marks):
            content = with_marks(content, marks)
        if self._is_line:
            plain, width = self._layout.plain, self._layout.width
            content = spoken_figures(content) if plain else fit_parts(content, width)
        view.rows, view.carry = leaf_rows(leaf, content, self._layout, carry, columns)
        view.layout = self._layout

    def index_at(self, offset: int) -> int:
        """Index of the leaf that holds the source offset `offset`; -1 if there is none."""
        result = -1
        for index, view in enumerate(self.views):
            if view.leaf.lines:
                if view.leaf.start > offset:
                    break
                result = index
        return result
