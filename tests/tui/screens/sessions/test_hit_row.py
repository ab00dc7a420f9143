"""A hit as a row."""

from __future__ import annotations

import pytest
from textual.content import Content

from ppchat.adapters.store.search.results import SearchHit
from ppchat.core.search.excerpt import Excerpt, MatchSpan
from ppchat.core.search.texts import TextKind
from ppchat.tui.screens.sessions.hit_row import hit_row


def hit(text: str, *matches: tuple[int, int]) -> SearchHit:
    spans = tuple(MatchSpan(*match) for match in matches)
    excerpt = Excerpt(text, spans)
    return SearchHit("c", "Title", "r", "m", "", None, TextKind.ANSWER, excerpt, None, 0, "")


def content(row_of: SearchHit, width: int) -> Content:
    prompt = hit_row(row_of, 3, width).prompt
    assert isinstance(prompt, Content)
    return prompt


def test_a_row_has_the_kind_and_the_marked_words() -> None:
    row = content(hit("…the blue sky", (5, 9)), 60)
    assert row.plain == "   answer    …the blue sky"
    assert [row.plain[span.start : span.end] for span in row.spans] == ["   answer    ", "blue"]
    assert hit_row(hit("x"), 3, 60).id == "c/3"


@pytest.mark.parametrize("width", [22, 40, 60])
def test_a_row_is_no_wider_than_the_list(width: int) -> None:
    for text in ("waves " * 30, "散乱" * 60, "\x1b[31m" * 20, "short"):
        row = content(hit(text, (0, 4)), width)
        assert row.cell_length <= width
        assert row.plain.isprintable()
