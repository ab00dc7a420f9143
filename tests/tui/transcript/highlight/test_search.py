"""A search in a column: order, wrapping around, the current match."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.highlight.search import Match, Search
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.paint import Highlight

TEXTS = ["a heron", "nothing", "heron, heron"]
MATCHES = [Match(0, 2), Match(2, 0), Match(2, 7)]


def search(query: str, texts: Sequence[str] = TEXTS) -> Search:
    column = Column(TextLayout(40))
    column.update(
        [Cell(str(n), CellKind.ANSWER, Rope(text)) for n, text in enumerate(texts)],
    )
    return Search(column, query)


def test_matches_are_in_the_order_of_the_conversation() -> None:
    in_column, matches = search("heron"), []
    for _ in MATCHES:
        in_column.match = in_column.next_match(1)
        matches.append(in_column.match)
    assert matches == MATCHES
    for nothing in (search("crane"), search(""), search("heron", [])):
        assert nothing.position() == (0, 0)
        assert nothing.first_match(Match(0, 0)) is None


@pytest.mark.parametrize(("cell_index", "first"), [(0, 0), (1, 1), (2, 1), (3, 0)])
def test_the_first_match_from_a_cell_on_wraps_around(cell_index: int, first: int) -> None:
    assert search("heron").first_match(Match(cell_index, 0)) == MATCHES[first]
    assert search("crane").first_match(Match(cell_index, 0)) is None


@pytest.mark.parametrize(
    ("current", "step", "expected"),
    [(0, 1, 1), (2, 1, 0), (0, -1, 2), (1, -1, 0), (None, 1, 0), (None, -1, 0)],
)
def test_the_next_match_wraps_around(current: int | None, step: int, expected: int) -> None:
    in_column = search("heron")
    in_column.match = None if current is None else MATCHES[current]
    assert in_column.next_match(step) == MATCHES[expected]
    assert search("crane").next_match(step) is None


def test_the_position_of_the_current_match() -> None:
    in_column = search("heron")
    assert in_column.position() == (0, 3)
    in_column.match = MATCHES[1]
    assert in_column.position() == (2, 3)
    in_column.match = Match(1, 0)  # no longer a match
    assert in_column.position() == (0, 3)


def test_the_current_match_stands_out() -> None:
    in_column = search("heron")
    in_column.match = MATCHES[2]
    assert in_column.highlights(1) == []
    assert in_column.highlights(2) == [
        Highlight(0, 5, "match"),
        Highlight(7, 12, "current-match"),
    ]


def test_a_match_that_is_gone_to_is_unfolded() -> None:
    column = Column(TextLayout(40))
    text = Rope("Words.\n\n" * 40 + "A heron.")
    column.update([Cell("1/r", CellKind.REASONING, text)])
    assert column.views[0].folded
    in_column = Search(column, "heron")
    anchor = in_column.go_to(in_column.first_match(Match(0, 0)))
    assert not column.views[0].folded
    assert anchor == column.anchor_of(0, 322)
    assert in_column.position() == (1, 1)
    assert in_column.go_to(None) is None
    assert in_column.position() == (0, 1)
