"""A leaf of a cell's text: its content, parsed once, and its rows in one layout."""

from __future__ import annotations

from collections.abc import Iterable

from ppchat.core.markdown import Leaf, LeafKind
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.inline import REFERENCE_PREFIX
from ppchat.tui.transcript.render.leaf_content import LeafContent, Slice, parse_leaf
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import Span, TextRow
from ppchat.tui.transcript.render.table import natural_widths


class LeafView:
    """A leaf, its parsed content, and its rows in one layout."""

    __slots__ = ("_content", "_natural", "carry", "layout", "leaf", "rows")

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.layout: TextLayout | None = None
        """The layout that `rows` are for; None while there are none."""
        self.rows: list[TextRow] = []
        self.carry: list[Span] = []
        """The spans of the last row, when it continues in the next leaf."""
        self._content: LeafContent | None = None
        self._natural: list[int] | None = None

    def content(self, slice_: Slice, style: str) -> LeafContent:
        """Its content in `style`, parsed when it is first needed."""
        if self._content is None:
            self._content = parse_leaf(self.leaf, slice_, style)
        return self._content

    def natural_widths(self, slice_: Slice, style: str) -> list[int]:
        """Widths of a table's columns when nothing is wrapped."""
        if self._natural is None:
            cells = self.content(slice_, style).cells
            self._natural = natural_widths(cells, len(self.leaf.info))
        return self._natural


def resolve_link(href: str, leaves: Iterable[Leaf], slice_: Slice) -> str:
    """The address a link leads to, looked up among `leaves`; empty unless it is a web page."""
    if href.startswith(REFERENCE_PREFIX):
        label = href.removeprefix(REFERENCE_PREFIX).casefold()
        href = next((target for name, target in _definitions(leaves, slice_) if name == label), "")
    is_web = href.lower().startswith(("http://", "https://"))
    return sanitize_line(href) if is_web else ""


def _definitions(leaves: Iterable[Leaf], slice_: Slice) -> Iterable[tuple[str, str]]:
    """Pairs of a link label and its target."""
    for leaf in leaves:
        for line in leaf.lines if leaf.kind is LeafKind.DEFINITION else ():
            name, _, target = slice_(*line).strip().partition("]:")
            if target.split():
                yield name[1:].casefold(), target.split()[0].strip("<>")
