"""The heading of each kind of cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cells.cell_heading import heading_rows
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import width


def heading(
    kind: CellKind, title: str = "", *, plain: bool = False, folded: bool = False, columns: int = 40
) -> list[str]:
    layout = TextLayout(columns, plain=plain)
    rows = heading_rows(Cell("a", kind, Rope("x"), title), layout, folded, tight=True)
    return ["".join(span.text for span in row.spans).rstrip() for row in rows]


@pytest.mark.parametrize(
    ("kind", "title", "shown", "read"),
    [
        (CellKind.PROMPT, "", [], ["you:"]),
        (CellKind.PROMPT, "2 of 3", ["2 of 3"], ["you: 2 of 3"]),
        (CellKind.OUTPUT, "find ran", ["find ran"], ["output: find ran"]),
        (CellKind.ANSWER, "", [], ["answer:"]),
        (CellKind.ANSWER, "gpt-x", ["gpt-x"], ["answer: gpt-x"]),
        (CellKind.REASONING, "", ["reasoning ▾"], ["reasoning: reasoning, open"]),
        (CellKind.TOOL, "search", ["search ▾"], ["tool: search, open"]),
        (CellKind.NOTICE, "", [], ["notice:"]),
        (CellKind.NOTICE, "cut off", ["cut off"], ["notice: cut off"]),
        (CellKind.REFUSAL, "", ["refused"], ["refused"]),
    ],
)
def test_a_heading_as_it_is_drawn_and_as_it_is_read_aloud(
    kind: CellKind, title: str, shown: list[str], read: list[str]
) -> None:
    assert heading(kind, title) == shown
    assert heading(kind, title, plain=True) == read


def test_a_folded_cell_has_another_sign() -> None:
    assert heading(CellKind.TOOL, "search", folded=True) == ["search ▸"]


@pytest.mark.parametrize("plain", [False, True])
def test_a_cell_without_text_has_nothing_to_unfold(plain: bool) -> None:
    cell = Cell("a", CellKind.TOOL, Rope(), "web search · heron")
    (row,) = heading_rows(cell, TextLayout(40, plain=plain), folded=False, tight=True)
    shown = "".join(span.text for span in row.spans)
    assert shown == ("tool: " if plain else "") + "web search · heron"


def test_what_belongs_to_the_cell_above_is_indented() -> None:
    cell = Cell("a", CellKind.TOOL, Rope("x"), "output", is_detail=True)
    for plain, shown in ((False, "  output ▸"), (True, "tool: output, folded")):
        (row,) = heading_rows(cell, TextLayout(40, plain=plain), folded=True, tight=True)
        assert "".join(span.text for span in row.spans) == shown


@pytest.mark.parametrize("kind", CellKind)
def test_an_empty_row_is_above_a_heading_unless_it_is_tight(kind: CellKind) -> None:
    cell, layout = Cell("a", kind, Rope("x"), "title"), TextLayout(40)
    tight = heading_rows(cell, layout, folded=False, tight=True)
    loose = heading_rows(cell, layout, folded=False, tight=False)
    assert [row.spans for row in loose] == [(), *(row.spans for row in tight)]


def test_a_notice_has_the_style_of_its_tone() -> None:
    cell = Cell("a", CellKind.NOTICE, Rope(""), "cut off")
    for tone in Tone:
        (row,) = heading_rows(replace(cell, tone=tone), TextLayout(40), folded=False, tight=True)
        assert row.spans[0].style == tone.value


@pytest.mark.parametrize("kind", CellKind)
@pytest.mark.parametrize("title", ["\x1b]52;c;x\x07", "日本語" * 200, "a\nb", "x" * 5000])
def test_a_foreign_title_is_sanitized_and_wrapped(kind: CellKind, title: str) -> None:
    cell = Cell("a", kind, Rope(""), title)
    rows = heading_rows(cell, TextLayout(20), folded=True, tight=False)
    assert len(rows) < 30
    for row in rows:
        assert width(row.spans) <= 20
        assert all(span.text.isprintable() for span in row.spans)
