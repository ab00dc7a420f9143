"""A leaf of a cell's text: what it says, parsed once, and its rows in one frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ppchat.core.markdown import Kind, Leaf
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.transcript.render.inline import REFERENCE
from ppchat.tui.transcript.render.leaf_rows import Content, Frame, content
from ppchat.tui.transcript.render.row import Row, Span
from ppchat.tui.transcript.render.table import natural

Slice = Callable[[int, int], str]
"""A view of the source, by offsets."""


class Part:
    """A leaf, what it says, and its rows in one frame."""

    __slots__ = ("_content", "_natural", "carry", "frame", "leaf", "rows")

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.frame: Frame | None = None
        """The frame that `rows` are for; None while there are none."""
        self.rows: list[Row] = []
        self.carry: list[Span] = []
        """What of the last row goes on in the part after."""
        self._content: Content | None = None
        self._natural: list[int] | None = None

    def content(self, slice_: Slice, ink: str) -> Content:
        """What it says, in an ink; parsed when it is first needed."""
        if self._content is None:
            self._content = content(self.leaf, slice_, ink)
        return self._content

    def natural_widths(self, slice_: Slice, ink: str) -> list[int]:
        """The widths that the columns of a table would have, were there room."""
        if self._natural is None:
            said = self.content(slice_, ink)
            self._natural = natural(said.cells, len(self.leaf.info))
        return self._natural


def address(href: str, leaves: Iterable[Leaf], slice_: Slice) -> str:
    """Where a link goes, by way of its definition among `leaves`; empty where to no web page."""
    if href.startswith(REFERENCE):
        label = href.removeprefix(REFERENCE).casefold()
        href = next((target for name, target in _defined(leaves, slice_) if name == label), "")
    ok = href.lower().startswith(("http://", "https://"))
    return safe_line(href) if ok else ""


def _defined(leaves: Iterable[Leaf], slice_: Slice) -> Iterable[tuple[str, str]]:
    """Labels and what they stand for."""
    for leaf in leaves:
        for line in leaf.lines if leaf.kind is Kind.DEFINITION else ():
            name, _, target = slice_(*line).strip().partition("]:")
            if target.split():
                yield name[1:].casefold(), target.split()[0].strip("<>")
