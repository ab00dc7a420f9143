"""A hit of a search as a row below its conversation."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.widgets.option_list import Option

from ppchat.adapters.store.search.results import SearchHit
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.style.strip import fit_width

_KIND_WIDTH: Final = 10
_INDENT: Final = 3
SEPARATOR: Final = "/"
"""Stands between the id of a conversation and the number of its hit in the id of a row."""


def hit_row(hit: SearchHit, number: int, width: int) -> Option:
    """The kind of the text, then the words around the hit, which are marked."""
    kind = f"{'':{_INDENT}}{hit.kind.value:{_KIND_WIDTH}}"
    room = max(8, width - len(kind))
    content = Content.assemble((kind, "$foreground-muted"))
    text = Content()
    for piece, is_match in hit.excerpt.pieces():
        safe = sanitize_line(piece)
        text += Content.styled(safe, "bold $text-accent") if is_match else Content(safe)
    if text.cell_length > room:
        text = text[: len(fit_width(text.plain, room)) - 1] + "…"
    return Option(content + text, id=f"{hit.conversation_id}{SEPARATOR}{number}")
