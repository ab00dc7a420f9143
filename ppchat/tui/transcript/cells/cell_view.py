"""One cell of the conversation as rows, laid out when they come into view and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ppchat.core.view.cell import Cell
from ppchat.tui.transcript.cells.cell_document import CellDocument
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
from ppchat.tui.transcript.cells.leaf_view import LeafView, resolve_link
from ppchat.tui.transcript.cells.live_tail import tail_rows
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow

if TYPE_CHECKING:
    from ppchat.tui.pictures.picture import Picture
    from ppchat.tui.transcript.cells.image_box import ImageBox


class CellView:
    """The rows of a cell: a heading, then those of its leaves."""

    def __init__(self, cell: Cell, layout: TextLayout) -> None:
        self.cell = cell
        self.layout = layout
        self.foldable = self.folded = False
        """Whether its text can be hidden, at least but for its first rows, and whether it is."""
        self._chosen: bool | None = None
        """Whether the user folded it or unfolded it; None for neither."""
        self.tight = False
        self.document = CellDocument(cell, layout)
        """The leaves below the heading."""
        self.first_changed = -1
        """Index of the first leaf that the last update changed; -1 is the heading."""
        self.image: ImageBox | None = None
        """The picture of an image; None for all other cells."""
        self.heading: list[TextRow] = []
        self._renew_image()
        self._update_heading()

    # Updates

    def update(self, cell: Cell) -> bool:
        """Show `cell` in place of the previous one; whether anything but highlights changed."""
        previous, self.cell = self.cell, cell
        self.first_changed = -1
        if cell is previous:
            return False
        before = (previous.title, previous.tone, previous.kind, previous.image)
        heading_changed = (cell.title, cell.tone, cell.kind, cell.image) != before
        if cell.image != previous.image:
            self._renew_image()
        was_parsed = self.document.is_parsed
        first_leaf = self.document.update(cell)
        marks_changed = (cell.added, cell.marks) != (previous.added, previous.marks)
        changed = heading_changed or marks_changed or first_leaf is not None
        opened = _openness(cell) != _openness(previous)
        restarted = was_parsed and not self.document.is_parsed
        emptied = (not len(cell.text)) != (not len(previous.text))
        shows_text = cell.kind in CLIENT_KINDS or emptied or (self.foldable and self.folded)
        if heading_changed or opened or restarted or (changed and shows_text):
            self._update_heading()
        elif first_leaf is not None and not marks_changed:
            self.first_changed = first_leaf
        return changed

    def set_layout(self, layout: TextLayout) -> None:
        """Lay the cell out anew for `layout`, as its rows come into view."""
        self.layout = layout
        self.document.set_layout(layout)
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
        self._chosen = folded
        self._update_heading()

    def _update_heading(self) -> None:
        cell, layout = self.cell, self.layout
        long = cell.kind in CLIENT_KINDS and not layout.plain and is_long(cell.text, layout)
        printed = self._printed_lines()
        is_tool = cell.kind in FOLDABLE_KINDS
        self.foldable = long or printed > 0 or (is_tool and len(cell.text) > 0)
        is_bare = self.image is not None or (is_tool and not self.foldable)
        # What an event added is seen while the cursor is on it.
        is_closed = not cell.is_open if self._chosen is None else self._chosen
        self.folded = is_bare or (self.foldable and is_closed and cell.added is None)
        self.heading = heading_rows(cell, layout, self.folded, self.tight)
        if long and self.folded:
            self.heading.extend(folded_rows(cell.text, layout, self.document.style))
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
        if not is_ended or not self.document.is_json:
            return 0
        count = json_lines([leaf_view.leaf for leaf_view in self.leaf_views])
        return count if count > MAX_JSON_LINES else 0

    @property
    def leaf_views(self) -> list[LeafView]:
        """The leaves of the text, as far as it is parsed."""
        return self.document.leaves.views

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

    @property
    def raw(self) -> bool:
        """Whether the source is shown instead of what it means."""
        return self.document.raw

    def set_raw(self, raw: bool) -> None:
        """Set whether the source is shown."""
        self.document.set_raw(raw)
        self._update_heading()

    def parse(self) -> None:
        """Parse the text, unless that is already done or the cell is folded."""
        if not self.folded and self.document.parse() and self.document.is_json:
            self._update_heading()

    # Heights

    @property
    def body_height(self) -> int:
        """Rows below the heading; estimated where not laid out yet."""
        if self.folded:
            return 0
        if not self.document.is_parsed:
            return 1 + len(self.cell.text) // max(16, self.layout.width * 2 // 3)
        return self.document.leaves.height

    @property
    def height(self) -> int:
        return len(self.heading) + self.body_height

    def locate(self, y: int) -> tuple[int, int]:
        """The leaf index, -1 for the heading, and the row in it at row `y` of the cell."""
        y = max(0, y)
        if y < len(self.heading) or not self.leaf_views or self.folded:
            return -1, y
        return self.document.leaves.locate(y - len(self.heading))

    def leaf_top(self, index: int) -> int:
        """The row of the cell at which the leaf `index` begins; -1 is the heading."""
        return len(self.heading) + self.document.leaves.top(index) if index >= 0 else 0

    def measure(self, index: int) -> int:
        """Lay out the leaf `index` and return its number of rows."""
        return self.document.leaves.measure(index)

    def measure_down(self, index: int, rows: int) -> int:
        """Lay out leaves from `index` downwards to get `rows` rows; the number laid out."""
        self.parse()
        indices = range(max(0, index), len(self.leaf_views))
        return 0 if self.folded else self.document.leaves.measure_each(indices, rows)

    def measure_up(self, index: int, rows: int) -> int:
        """Lay out leaves before `index` upwards to get `rows` rows; the number laid out."""
        self.parse()
        indices = range(min(index, len(self.leaf_views)) - 1, -1, -1)
        return 0 if self.folded else self.document.leaves.measure_each(indices, rows)

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
        return self.document.leaves.index_at(offset)

    def leaf_range_at(self, offset: int) -> tuple[int, int]:
        """The source range of the leaf that holds the offset `offset`."""
        index = self.leaf_index_at(offset)
        if index < 0:
            return 0, 0
        leaf = self.leaf_views[index].leaf
        return leaf.start, leaf.stop

    def resolve_link(self, href: str) -> str:
        """The address a link leads to; empty unless it is a web page."""
        return resolve_link(
            href, (leaf_view.leaf for leaf_view in self.leaf_views), self.document.slice
        )


def _openness(cell: Cell) -> tuple[bool, bool, bool]:
    """What of a cell decides whether it is folded."""
    return cell.added is None, cell.growing, cell.is_open
