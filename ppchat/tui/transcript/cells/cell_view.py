"""One cell of the conversation as rows, laid out when they come into view and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.markdown import JSON_WINDOW, Document, JsonDocument, LeafKind, begins_json
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cells.cell_heading import CLIENT_KINDS, FOLDABLE_KINDS, heading_rows
from ppchat.tui.transcript.cells.folded_text import (
    MAX_JSON_LINES,
    folded_json_rows,
    folded_rows,
    is_long,
    json_lines,
    line_count,
    unfolded_row,
)
from ppchat.tui.transcript.cells.leaf_column import LeafColumn
from ppchat.tui.transcript.cells.leaf_view import LeafView, resolve_link
from ppchat.tui.transcript.cells.live_tail import tail_rows
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow

if TYPE_CHECKING:
    from ppchat.tui.pictures.picture import Picture
    from ppchat.tui.transcript.cells.image_box import ImageBox

_MARKDOWN: Final = {CellKind.ANSWER, CellKind.REASONING}
_STYLES: Final = {
    CellKind.PROMPT: "prompt",
    CellKind.OUTPUT: "prompt",
    CellKind.REASONING: "quiet",
    CellKind.REFUSAL: "warning",
}


class CellView:
    """The rows of a cell: a heading, then those of its leaves."""

    def __init__(self, cell: Cell, layout: TextLayout) -> None:
        self.cell = cell
        self.layout = layout
        self.foldable = self.folded = False
        """Whether its text can be hidden, at least but for its first rows, and whether it is."""
        self._unfolded = False
        self.raw = False
        self.tight = False
        self.first_changed = -1
        """Index of the first leaf that the last update changed; -1 is the heading."""
        self._leaves = self._new_leaves()
        self.closed_count = 0
        """How many of `leaf_views`, from the first, will never change."""
        self._document: Document | JsonDocument | None = None
        self._is_json = cell.kind is CellKind.ANSWER
        """Whether the text may be JSON as a whole."""
        self._longest = cell.text
        """The longest text that the document has parsed."""
        self.image: ImageBox | None = None
        """The picture of an image; None for all other cells."""
        self.heading: list[TextRow] = []
        self._renew_image()
        self._update_heading()

    # Updates

    def update(self, cell: Cell) -> bool:
        """Show `cell` in place of the previous one; whether anything but highlights changed."""
        previous, self.cell = self.cell, cell
        if cell is previous:
            return False
        self.first_changed = -1
        if (cell.kind, cell.language, cell.tone) != (
            previous.kind,
            previous.language,
            previous.tone,
        ):
            self._reset()
        heading_changed = (cell.title, cell.tone, cell.kind) != (
            previous.title,
            previous.tone,
            previous.kind,
        )
        if cell.image != previous.image:
            heading_changed = True
            self._renew_image()
        changed = heading_changed or (cell.added, cell.marks) != (previous.added, previous.marks)
        if len(cell.text) == len(previous.text) and cell.text == previous.text:
            if cell.growing != previous.growing:
                changed = True
                self._read()
        else:
            changed = True
            forward = previous.text.is_prefix_of(cell.text)
            if forward or cell.text.is_prefix_of(previous.text):
                self._read()
                if self._is_other_kind(len(previous.text)):
                    self._reset()
            else:
                self._reset()
        self._leaves.set_marks(self._marks)
        opened = (cell.added is None, cell.growing) != (previous.added is None, previous.growing)
        emptied = (not len(cell.text)) != (not len(previous.text))
        shows_text = cell.kind in CLIENT_KINDS or emptied or (self.foldable and self.folded)
        if heading_changed or opened or (changed and shows_text):
            self.first_changed = -1
            self._update_heading()
        return changed

    def set_layout(self, layout: TextLayout) -> None:
        """Lay the cell out anew for `layout`, as its rows come into view."""
        if layout.plain != self.layout.plain:
            self._reset()
        self.layout = layout
        self._leaves.set_layout(self._leaf_layout)
        if self.image is not None:
            self.image.set_layout(layout)
        self._update_heading()

    def _renew_image(self) -> None:
        if not self.cell.image:
            self.image = None
            return
        from ppchat.tui.transcript.cells.image_box import ImageBox

        previous, self.image = self.image, ImageBox(self.cell.image, self.layout)
        if previous is not None:
            self.image.follow(previous)

    def set_picture(self, picture: Picture) -> None:
        """Show the picture of the image."""
        assert self.image is not None
        self.image.picture = picture
        self._update_heading()

    def set_folded(self, folded: bool) -> None:
        self._unfolded = not folded
        self._update_heading()

    def _update_heading(self) -> None:
        cell, layout = self.cell, self.layout
        long = cell.kind in CLIENT_KINDS and not layout.plain and is_long(cell.text, layout)
        printed = self._printed_lines()
        is_tool = cell.kind in FOLDABLE_KINDS
        self.foldable = long or printed > 0 or (is_tool and len(cell.text) > 0)
        is_bare = self.image is not None or (is_tool and not self.foldable)
        # What an event added is seen while the cursor is on it.
        self.folded = is_bare or (self.foldable and not self._unfolded and cell.added is None)
        self.heading = heading_rows(cell, layout, self.folded, self.tight)
        if long and self.folded:
            self.heading.extend(folded_rows(cell.text, layout, self._style))
        elif long:
            self.heading.append(unfolded_row(line_count(str(cell.text))))
        elif printed and self.folded:
            leaves = [leaf_view.leaf for leaf_view in self.leaf_views]
            self.heading.extend(folded_json_rows(cell.text, leaves, layout))
        elif printed:
            self.heading.append(unfolded_row(printed))
        elif self.folded and cell.growing and cell.text and not layout.plain:
            self.heading.extend(tail_rows(cell.text, layout))
        if self.image is not None:
            self.heading.extend(self.image.rows())

    def _printed_lines(self) -> int:
        """The lines of an ended answer in JSON that are too many to show all; 0 if not."""
        is_ended = not self.cell.growing and not self.layout.plain
        if not is_ended or not isinstance(self._document, JsonDocument):
            return 0
        count = json_lines([leaf_view.leaf for leaf_view in self.leaf_views])
        return count if count > MAX_JSON_LINES else 0

    @property
    def leaf_views(self) -> list[LeafView]:
        """The leaves of the text, as far as it is parsed."""
        return self._leaves.views

    def toggles_at(self, row: TextRow) -> bool:
        """Whether a click on `row` folds or unfolds the cell."""
        if self.cell.kind not in FOLDABLE_KINDS:
            return self.foldable and row is self.heading[-1]
        return self.foldable and any(row is heading for heading in self.heading)

    def set_tight(self, tight: bool) -> None:
        """Set whether the cell has no empty row above it."""
        if tight != self.tight:
            self.tight = tight
            self._update_heading()

    def set_raw(self, raw: bool) -> None:
        self.raw = raw
        self._reset()

    def _reset(self) -> None:
        self._document = None
        self._leaves, self.closed_count = self._new_leaves(), 0
        self._update_heading()

    def _new_leaves(self) -> LeafColumn:
        is_line = self.cell.kind is CellKind.FIGURES
        leaves = LeafColumn(self._slice, self._leaf_layout, self._style, is_line=is_line)
        leaves.set_marks(self._marks)
        return leaves

    @property
    def _is_output(self) -> bool:
        """Whether it is what a program wrote: lines in no language."""
        return self.cell.kind is CellKind.TOOL and self.cell.language == "text"

    @property
    def _leaf_layout(self) -> TextLayout:
        return replace(self.layout, wraps=True) if self._is_output else self.layout

    @property
    def _marks(self) -> tuple[Mark, ...]:
        return () if self.raw else self.cell.marks

    def _slice(self, start: int, stop: int) -> str:
        return self.cell.text.slice(start, stop)

    def _new_document(self) -> Document | JsonDocument:
        cell = self.cell
        if self._is_json and not self.raw and begins_json(self._slice):
            return JsonDocument(self._slice)
        if cell.kind is CellKind.TOOL and cell.language and not self.raw:
            info = "" if self._is_output else cell.language
            return Document(self._slice, LeafKind.FENCE, info)
        is_heading = cell.kind is CellKind.OUTPUT and not len(cell.text)
        if is_heading or (cell.kind in _MARKDOWN and not self.raw):
            return Document(self._slice)
        return Document(self._slice, LeafKind.TEXT)

    def _read(self) -> None:
        """Update the leaves to the text, keeping the views of those that are the same."""
        document = self._document
        if document is None:
            return
        closed = self.closed_count
        cell = self.cell
        if not cell.text.is_prefix_of(self._longest):
            if not self._longest.is_prefix_of(cell.text):
                document.forget()
            self._longest = cell.text
        if len(cell.text) >= document.length:
            document.extend(len(cell.text))
        else:
            document.truncate(len(cell.text))
            closed = min(closed, len(document.leaves))
            while closed and self.leaf_views[closed - 1].leaf is not document.leaves[closed - 1]:
                closed -= 1
        self._leaves.replace(closed, [*document.leaves[closed:], *document.tail(cell.growing)])
        self.closed_count = len(document.leaves)
        self.first_changed = max(-1, closed - 1)  # the cursor was in the previous leaf

    def parse(self) -> None:
        """Parse the text, unless that is already done or the cell is folded."""
        if self._document is None and not self.folded:
            self._document, self._longest = self._new_document(), self.cell.text
            self._read()
            if self._is_other_kind(len(self.cell.text)):
                self._reset()
                self.parse()
            elif isinstance(self._document, JsonDocument):
                self._update_heading()

    def _is_other_kind(self, before: int) -> bool:
        """Whether the text turned out to be JSON or not, `before` characters ago unlike now."""
        document = self._document
        if isinstance(document, JsonDocument):
            self._is_json = not document.is_broken
            return document.is_broken
        is_early = self._is_json and not self.raw and before < JSON_WINDOW
        return document is not None and is_early and begins_json(self._slice)

    # Heights

    @property
    def body_height(self) -> int:
        """Rows below the heading; estimated where not laid out yet."""
        if self.folded:
            return 0
        if self._document is None:
            return 1 + len(self.cell.text) // max(16, self.layout.width * 2 // 3)
        return self._leaves.height

    @property
    def height(self) -> int:
        return len(self.heading) + self.body_height

    def locate(self, y: int) -> tuple[int, int]:
        """The leaf index, -1 for the heading, and the row in it at row `y` of the cell."""
        y = max(0, y)
        if y < len(self.heading) or not self.leaf_views or self.folded:
            return -1, y
        return self._leaves.locate(y - len(self.heading))

    def leaf_top(self, index: int) -> int:
        """The row of the cell at which the leaf `index` begins; -1 is the heading."""
        return len(self.heading) + self._leaves.top(index) if index >= 0 else 0

    def measure(self, index: int) -> int:
        """Lay out the leaf `index` and return its number of rows."""
        return self._leaves.measure(index)

    @property
    def _style(self) -> str:
        kind, tone = self.cell.kind, self.cell.tone
        if kind is CellKind.FIGURES:
            return "quiet" if tone in (Tone.QUIET, Tone.GOOD) else tone.value
        quiet = kind is CellKind.NOTICE and tone is Tone.QUIET
        return "quiet" if quiet else _STYLES.get(self.cell.kind, "")

    def measure_down(self, index: int, rows: int) -> int:
        """Lay out leaves from `index` downwards to get `rows` rows; the number laid out."""
        self.parse()
        indices = range(max(0, index), len(self.leaf_views))
        return 0 if self.folded else self._leaves.measure_each(indices, rows)

    def measure_up(self, index: int, rows: int) -> int:
        """Lay out leaves before `index` upwards to get `rows` rows; the number laid out."""
        self.parse()
        indices = range(min(index, len(self.leaf_views)) - 1, -1, -1)
        return 0 if self.folded else self._leaves.measure_each(indices, rows)

    def row(self, y: int) -> TextRow | None:
        """The row at `y`, laid out."""
        index, line = self.locate(y)
        if index < 0:
            return self.heading[line] if line < len(self.heading) else None
        self.measure(index)
        rows = self.leaf_views[index].rows
        return rows[min(line, len(rows) - 1)] if rows else None

    def rows(self) -> Iterator[TextRow]:
        """All rows, laid out."""
        yield from self.heading
        self.measure_down(0, 1 << 60)
        if not self.folded:
            for leaf_view in self.leaf_views:
                yield from leaf_view.rows

    @property
    def last_text_row(self) -> TextRow | None:
        """The last row with text, where the stream continues."""
        if self.folded:
            return self.heading[-1]
        for leaf_view in reversed(self.leaf_views[-2:]):
            for row in reversed(leaf_view.rows):
                if row.spans and row.spans[0].style != "edge":
                    return row
                if row.background:
                    return row
        # The end of a text that is not laid out, being far from the window, is unknown.
        return self.heading[-1] if self.heading and not self.leaf_views else None

    def leaf_index_at(self, offset: int) -> int:
        """Index of the leaf that holds the source offset `offset`; -1 if there is none."""
        return self._leaves.index_at(offset)

    def leaf_range_at(self, offset: int) -> tuple[int, int]:
        """The source range of the leaf that holds the offset `offset`."""
        index = self.leaf_index_at(offset)
        if index < 0:
            return 0, 0
        leaf = self.leaf_views[index].leaf
        return leaf.start, leaf.stop

    def resolve_link(self, href: str) -> str:
        """The address a link leads to; empty unless it is a web page."""
        return resolve_link(href, (leaf_view.leaf for leaf_view in self.leaf_views), self._slice)
