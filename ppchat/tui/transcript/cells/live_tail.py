"""The last rows of a text that grows while it is folded."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.markdown import Leaf, LeafKind
from ppchat.core.text.rope import Rope
from ppchat.tui.transcript.render.leaf_content import parse_leaf
from ppchat.tui.transcript.render.leaf_rows import TextLayout, leaf_rows
from ppchat.tui.transcript.render.row import TextRow

TAIL_ROWS: Final = 4
"""Rows shown of a folded text that grows."""


_TOPIC: Final = re.compile(r"\*\*[^*]*\*{0,2}$")
"""A bold line, which the heading of reasoning shows already."""


def tail_rows(text: Rope, layout: TextLayout) -> list[TextRow]:
    """The last rows of `text`; costs the same however long it is."""
    start = max(0, len(text) - (TAIL_ROWS + 1) * layout.width)
    lines = []
    for line in text.slice(start, len(text)).split("\n"):
        if not _TOPIC.match(line):
            lines.append((start, start + len(line)))
        start += len(line) + 1
    leaf = Leaf(LeafKind.TEXT, tuple(lines))
    rows = leaf_rows(leaf, parse_leaf(leaf, text.slice, "quiet"), layout)[0]
    return [row for row in rows if row.spans][-TAIL_ROWS:]
