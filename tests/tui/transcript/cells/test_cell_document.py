"""The leaves of a cell's text: when they are parsed, which stay, and in which format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ppchat.core.markdown import LeafKind
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript.cells.cell_document import CellDocument
from ppchat.tui.transcript.render.leaf_rows import TextLayout

LAYOUT = TextLayout(40)


def answer(text: str, *, growing: bool = True) -> Cell:
    return Cell("a", CellKind.ANSWER, Rope(text), growing=growing)


def parsed(cell: Cell) -> CellDocument:
    document = CellDocument(cell, LAYOUT)
    document.parse()
    return document


def kinds(document: CellDocument) -> set[LeafKind]:
    return {view.leaf.kind for view in document.leaves.views}


def test_a_text_is_parsed_once_and_only_when_it_is_needed() -> None:
    document = CellDocument(answer("one\n\ntwo"), LAYOUT)
    document.update(answer("one\n\ntwo\n\nthree"))
    assert (document.is_parsed, document.leaves.views) == (False, [])
    assert document.parse()
    assert not document.parse()
    assert len(document.leaves.views) == 3


def test_leaves_before_the_first_that_changed_keep_their_views() -> None:
    document = parsed(answer("one\n\ntwo\n\nthr"))
    before = list(document.leaves.views)
    first_changed = document.update(answer("one\n\ntwo\n\nthree\n\nfour"))
    assert first_changed is not None
    assert first_changed >= 0
    assert document.leaves.views[: first_changed + 1] == before[: first_changed + 1]
    assert document.closed_count == 3


def test_what_was_closed_is_open_again_when_the_text_shrinks() -> None:
    document = parsed(answer("one\n\ntwo\n\nthree\n\n"))
    first = document.leaves.views[0]
    document.update(answer("one\n\ntw"))
    assert document.closed_count == 1
    assert document.leaves.views[0] is first


def test_an_update_that_changes_no_leaf_is_none() -> None:
    document = parsed(answer("one"))
    assert document.update(answer("one")) is None
    assert document.update(answer("one", growing=False)) is not None


@pytest.mark.parametrize(
    "other",
    [
        answer("something else"),
        replace(answer("one"), kind=CellKind.REFUSAL),
        replace(answer("one"), tone=Tone.BAD),
        replace(answer("one"), language="text"),
    ],
)
def test_another_text_or_kind_of_cell_is_parsed_anew(other: Cell) -> None:
    document = parsed(answer("one"))
    assert document.update(other) == -1
    assert not document.is_parsed


def test_another_width_keeps_the_leaves_and_another_way_of_drawing_does_not() -> None:
    document = parsed(answer("one"))
    document.set_layout(TextLayout(20))
    assert document.is_parsed
    document.set_layout(TextLayout(20, plain=True))
    assert not document.is_parsed


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (answer("# one"), LeafKind.HEADING),
        (Cell("p", CellKind.PROMPT, Rope("# one")), LeafKind.TEXT),
        (Cell("t", CellKind.TOOL, Rope("x = 1"), language="python"), LeafKind.FENCE),
        (Cell("t", CellKind.TOOL, Rope("# one")), LeafKind.TEXT),
    ],
)
def test_the_format_is_that_of_the_kind_of_cell(cell: Cell, kind: LeafKind) -> None:
    document = parsed(cell)
    assert kinds(document) == {kind}
    document.set_raw(True)
    document.parse()
    assert kinds(document) == {LeafKind.TEXT}


def test_an_answer_turns_out_to_be_json_and_then_not_to_be() -> None:
    document = parsed(answer(""))
    assert not document.is_json
    assert document.update(answer('{"a": ')) == -1
    document.parse()
    assert document.is_json
    assert document.update(answer('{"a": b} is a **set**.')) == -1
    document.parse()
    assert not document.is_json


@pytest.mark.parametrize(
    ("kind", "tone", "style"),
    [
        (CellKind.ANSWER, Tone.QUIET, ""),
        (CellKind.PROMPT, Tone.QUIET, "prompt"),
        (CellKind.NOTICE, Tone.QUIET, "quiet"),
        (CellKind.NOTICE, Tone.BAD, ""),
        (CellKind.FIGURES, Tone.GOOD, "quiet"),
        (CellKind.FIGURES, Tone.BAD, Tone.BAD.value),
    ],
)
def test_the_style_is_that_of_the_kind_and_the_tone(kind: CellKind, tone: Tone, style: str) -> None:
    assert CellDocument(Cell("a", kind, Rope("x"), tone=tone), LAYOUT).style == style
