"""One cell of the conversation as rows, made where they are looked at and kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from ppchat.core.markdown import Document, Kind
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cell_heading import FOLDING, heading
from ppchat.tui.transcript.leaf_view import Part, address
from ppchat.tui.transcript.render.leaf_rows import Frame, estimated, leaf_rows
from ppchat.tui.transcript.render.row import Row, Span

_MARKDOWN: Final = {CellKind.ANSWER, CellKind.REASONING}
_INKS: Final = {
    CellKind.PROMPT: "prompt",
    CellKind.REASONING: "quiet",
    CellKind.REFUSAL: "warning",
}


class CellView:
    """The rows of a cell: a heading, then those of its parts."""

    def __init__(self, cell: Cell, frame: Frame) -> None:
        self.cell = cell
        self.frame = frame
        self.folded = cell.kind in FOLDING
        self.raw = False
        self.tight = False
        self.dirty = -1
        """The first part that the last update changed; -1 is the heading."""
        self.parts: list[Part] = []
        self.closed = 0
        """How many of `parts` will never change."""
        self._document: Document | None = None
        self._longest = cell.text
        """The longest text that the document has read."""
        self._tops: list[int] = []
        self.heading = heading(self.cell, self.frame, self.folded, self.tight)

    # What changes

    def update(self, cell: Cell) -> bool:
        """Show `cell` in place of the one before; whether that changed anything but marks."""
        before, self.cell = self.cell, cell
        if cell is before:
            return False
        self.dirty = -1
        if (cell.kind, cell.language, cell.tone) != (before.kind, before.language, before.tone):
            self._reset()
        named = (cell.title, cell.tone, cell.kind) != (before.title, before.tone, before.kind)
        changed = named or cell.added != before.added
        if len(cell.text) == len(before.text) and cell.text == before.text:
            if cell.growing != before.growing:
                changed = True
                self._read()
        else:
            changed = True
            forward = before.text.is_prefix_of(cell.text)
            if forward or cell.text.is_prefix_of(before.text):
                self._read()
            else:
                self._reset()
        if named:
            self.dirty = -1
            self.heading = heading(self.cell, self.frame, self.folded, self.tight)
        return changed

    def set_frame(self, frame: Frame) -> None:
        """Lay the cell out anew for `frame`, where it is looked at."""
        if frame.plain != self.frame.plain:
            self._reset()
        self.frame = frame
        self._tops = []
        self.heading = heading(self.cell, self.frame, self.folded, self.tight)

    def set_folded(self, folded: bool) -> None:
        self.folded = folded
        self.heading = heading(self.cell, self.frame, self.folded, self.tight)

    def set_tight(self, tight: bool) -> None:
        """Whether no empty row stands above."""
        if tight != self.tight:
            self.tight = tight
            self.heading = heading(self.cell, self.frame, self.folded, self.tight)

    def set_raw(self, raw: bool) -> None:
        self.raw = raw
        self._reset()

    def _reset(self) -> None:
        self._document = None
        self.parts, self.closed, self._tops = [], 0, []
        self.heading = heading(self.cell, self.frame, self.folded, self.tight)

    def _slice(self, start: int, stop: int) -> str:
        return self.cell.text.slice(start, stop)

    def _new_document(self) -> Document:
        cell = self.cell
        if cell.kind is CellKind.TOOL and not self.raw:
            return Document(self._slice, Kind.FENCE, cell.language)
        if cell.kind in _MARKDOWN and not self.raw:
            return Document(self._slice)
        return Document(self._slice, Kind.TEXT)

    def _read(self) -> None:
        """Bring the parts up to the text, keeping those that are the same."""
        document = self._document
        if document is None:
            return
        closed = self.closed
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
            while closed and self.parts[closed - 1].leaf is not document.leaves[closed - 1]:
                closed -= 1
        old = self.parts[closed:]
        leaves = [*document.leaves[closed:], *document.tail(cell.growing)]
        del self.parts[closed:]
        for index, leaf in enumerate(leaves):
            same = index < len(old) and old[index].leaf == leaf
            self.parts.append(old[index] if same else Part(leaf))
            if not same:
                old = old[: index + 1]
        self.closed = len(document.leaves)
        del self._tops[closed:]
        self.dirty = max(-1, closed - 1)  # the cursor stood in the part before

    def parse(self) -> None:
        """Read the text, when it was not needed before."""
        if self._document is None and not self.folded:
            self._document, self._longest = self._new_document(), self.cell.text
            self._read()

    # What it takes

    @property
    def body_height(self) -> int:
        """Rows below the heading, those not looked at yet by estimate."""
        if self.folded:
            return 0
        if self._document is None:
            return 1 + len(self.cell.text) // max(16, self.frame.width * 2 // 3)
        tops = self._part_tops()
        return tops[-1] if tops else 0

    @property
    def height(self) -> int:
        return len(self.heading) + self.body_height

    def _part_tops(self) -> list[int]:
        """Where each part ends, counted from the first."""
        tops = self._tops
        if len(tops) < len(self.parts):
            heights = map(self._part_height, self.parts[len(tops) :])
            if tops:
                more = accumulate(heights, initial=tops[-1])
                next(more)
                tops.extend(more)
            else:
                tops.extend(accumulate(heights))
        return tops

    def _part_height(self, part: Part) -> int:
        return len(part.rows) if part.frame is self.frame else estimated(part.leaf, self.frame)

    def locate(self, y: int) -> tuple[int, int]:
        """The part, -1 for the heading, and the row in it that stand at row `y` of the cell."""
        y = max(0, y)
        if y < len(self.heading) or not self.parts or self.folded:
            return -1, y
        y -= len(self.heading)
        tops = self._part_tops()
        index = min(bisect_right(tops, y), len(tops) - 1)
        return index, y - (tops[index - 1] if index else 0)

    def top(self, index: int) -> int:
        """The row of the cell at which the part `index` begins; -1 is the heading."""
        if index < 0:
            return 0
        tops = self._part_tops()
        index = min(index, len(tops))
        return len(self.heading) + (tops[index - 1] if index else 0)

    def measure(self, index: int) -> int:
        """Lay the part `index` out; its number of rows."""
        part = self.parts[index]
        if part.frame is not self.frame:
            before = self._part_height(part) if len(self._tops) > index else -1
            self._lay_out(index, part)
            if len(part.rows) != before:
                del self._tops[index:]
        return len(part.rows)

    def _lay_out(self, index: int, part: Part) -> None:
        leaf = part.leaf
        carry: Sequence[Span] = ()
        if leaf.joined and index:
            self.measure(index - 1)
            carry = self.parts[index - 1].carry
        columns: Sequence[int] = ()
        if leaf.kind is Kind.TABLE:  # all its parts are as wide as the first
            columns = self.parts[index - leaf.level].natural_widths(self._slice, self._ink)
        said = part.content(self._slice, self._ink)
        part.rows, part.carry = leaf_rows(leaf, said, self.frame, carry, columns)
        part.frame = self.frame

    @property
    def _ink(self) -> str:
        quiet = self.cell.kind is CellKind.NOTICE and self.cell.tone is Tone.QUIET
        return "quiet" if quiet else _INKS.get(self.cell.kind, "")

    def measure_down(self, index: int, rows: int) -> int:
        """Lay out from the part `index` on until `rows` are there; how many are."""
        self.parse()
        if self.folded:
            return 0
        found = 0
        for at in range(max(0, index), len(self.parts)):
            if found >= rows:
                break
            found += self.measure(at)
        return found

    def measure_up(self, index: int, rows: int) -> int:
        """Lay out the parts before `index` until `rows` are there; how many are."""
        self.parse()
        if self.folded:
            return 0
        found = 0
        for at in range(min(index, len(self.parts)) - 1, -1, -1):
            if found >= rows:
                break
            found += self.measure(at)
        return found

    def row(self, y: int) -> Row | None:
        """The row at `y`, laid out."""
        index, line = self.locate(y)
        if index < 0:
            return self.heading[line] if line < len(self.heading) else None
        self.measure(index)
        rows = self.parts[index].rows
        return rows[min(line, len(rows) - 1)] if rows else None

    def rows(self) -> Iterator[Row]:
        """All rows, laid out."""
        yield from self.heading
        self.measure_down(0, 1 << 60)
        if not self.folded:
            for part in self.parts:
                yield from part.rows

    @property
    def end(self) -> Row | None:
        """The last row with text in it, where the stream writes on."""
        if self.folded:
            return self.heading[-1]
        for part in reversed(self.parts[-2:]):
            for row in reversed(part.rows):
                if row.spans and row.spans[0].ink != "edge":
                    return row
                if row.ground:
                    return row
        # Where the rows of the text are not made, as far from the window, its end is not known.
        return self.heading[-1] if self.heading and not self.parts else None

    def part_of(self, at: int) -> int:
        """The part in which the offset `at` of the source stands; -1 when there is none."""
        found = -1
        for index, part in enumerate(self.parts):
            if part.leaf.lines:
                if part.leaf.start > at:
                    break
                found = index
        return found

    def block_at(self, at: int) -> tuple[int, int]:
        """The range of the source of the part in which the offset `at` stands."""
        part = self.part_of(at)
        return (self.parts[part].leaf.start, self.parts[part].leaf.stop) if part >= 0 else (0, 0)

    def address(self, href: str) -> str:
        """Where a link goes, when that is a web page."""
        return address(href, (part.leaf for part in self.parts), self._slice)
