"""The law: rows built as the text streams equal those of the complete text rendered at once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ppchat
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import TextRow
from tests.support.streams import RECORDED

PACKAGE = Path(ppchat.__file__).parent
RECORDINGS = sorted(
    [
        *(PACKAGE / "demo").glob("*.jsonl"),
        *(path for path in RECORDED if path.suffix in (".sse", ".jsonl")),
    ]
)
GOLDEN = Path(__file__).parents[2] / "golden" / "markdown"
SNIPPETS = [
    "# Heading with `code`\n\n",
    "A paragraph with **bold *and nested* text**, a [link](https://example.com/a_b) and `x = 1`.\n",
    "over\ntwo lines\n\n",
    "- item\n- **item\n  - nested `a\n",
    "1. one\n2. two\n\n   more\n",
    "> quote\n> - with a list\n\n",
    "```python\ndef f():\n    return 'x'\n```\n",
    "~~~\nnever closed\n",
    "| a | b |\n|---|--:|\n| 1 | **2** |\n",
    "| c | d |\n",
    "- [x] done\n",
    "\\(a_b\\) and $$c_d$$ and $x^2$ for $5\n\n",
    "日本語のテキストも折り返される。👩‍👩‍👧 e\u0301\n",
    "word **bold** " * 150 + "\n",
    "x = 1  # comment\n" * 80,
    "| row | of a table |\n" * 20,
    "[id]: https://example.com\n",
    "&amp; &#x202e; \x1b[31m\n",
    "***\n",
    "half **of",
]
texts = st.lists(st.sampled_from(SNIPPETS), max_size=10).map("".join)
long_texts = st.lists(st.sampled_from(SNIPPETS), min_size=6, max_size=20).map("".join)


def cell(text: Rope, growing: bool) -> Cell:
    return Cell("a", CellKind.ANSWER, text, growing=growing)


def row_contents(rows: Iterator[TextRow]) -> list[tuple[object, ...]]:
    return [(list(row.prefix), list(row.spans), row.background, row.wide) for row in rows]


def rows_of(text: str, layout: TextLayout) -> list[tuple[object, ...]]:
    return row_contents(CellView(cell(Rope(text), False), layout).rows())


@given(texts, st.randoms(use_true_random=False), st.integers(12, 100), st.booleans())
@settings(deadline=None, max_examples=60)
def test_any_chunks_give_the_rows_of_the_complete_text(
    text: str, chance: random.Random, width: int, wraps: bool
) -> None:
    layout = TextLayout(width, wraps=wraps)
    source = Rope()
    view = CellView(cell(source, True), layout)
    while len(source) < len(text):
        source = source + text[len(source) : len(source) + chance.choice((1, 3, 40, 500))]
        view.update(cell(source, True))
        view.measure_up(1 << 60, 20)
    view.update(cell(source, False))
    assert row_contents(view.rows()) == rows_of(text, layout)


@given(texts, st.data())
@settings(deadline=None, max_examples=40)
def test_going_back_and_forward_gives_the_rows_of_the_complete_text(
    text: str, data: st.DataObject
) -> None:
    layout = TextLayout(60)
    source = Rope(text)
    view = CellView(cell(source, False), layout)
    view.measure_down(0, 1 << 60)
    at = data.draw(st.integers(0, len(text)))
    shorter = Rope(text[:at])
    view.update(cell(shorter, True))
    view.update(cell(shorter, False))
    assert row_contents(view.rows()) == rows_of(text[:at], layout)
    view.update(cell(shorter + text[at:], False))
    assert row_contents(view.rows()) == rows_of(text, layout)


def prefixes(begin: Rope, text: str, chance: random.Random) -> list[Rope]:
    """A text after each of its chunks."""
    texts = [begin]
    while text:
        size = chance.choice((1, 40, 900))
        texts.append(texts[-1] + text[:size])
        text = text[size:]
    return texts


@given(long_texts, long_texts, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_any_path_back_and_forward_gives_the_rows_of_the_complete_text(
    text: str, other: str, chance: random.Random
) -> None:
    layout = TextLayout(60)
    seen = prefixes(Rope(), text, chance)
    view = CellView(cell(seen[-1], False), layout)
    for _ in range(10):
        shown = chance.choice(seen)
        if chance.random() < 0.3:
            shown = Rope(str(shown))  # the same characters in another object
        view.update(cell(shown, False))
        assert row_contents(view.rows()) == rows_of(str(shown), layout)
        if chance.random() < 0.3:
            seen = prefixes(shown, chance.choice((text, other)), chance)


@given(texts)
@settings(deadline=None, max_examples=25)
def test_no_row_of_a_closed_leaf_changes(text: str) -> None:
    layout = TextLayout(60)
    source = Rope()
    view = CellView(cell(source, True), layout)
    seen: list[tuple[object, ...]] = []
    while len(source) < len(text):
        source = source + text[len(source) : len(source) + 29]
        view.update(cell(source, True))
        rows = row_contents(view.rows())
        assert rows[: len(seen)] == seen
        closed = view.leaf_top(view.document.closed_count)
        seen = rows[:closed]


def test_half_written_markup_does_not_flicker() -> None:
    text = (
        "A **grey heron** (*Ardea*), `code`, ~~old~~, ***both*** and **bold with *nested* in it**,"
        " [the guide](https://a.example/b), [1], note[^1], snake_case, 2 * 3 and https://c.example."
    )
    source, previous = Rope(), ""
    view = CellView(cell(source, True), TextLayout(1000))
    for char in text:
        source = source + char
        view.update(cell(source, True))
        shown = "".join(span.text for row in view.rows() for span in row.spans)
        assert shown.startswith(previous.rstrip()) or "[1" in text[: len(source)][-4:]
        previous = shown


def deltas(path: Path) -> list[str]:
    """The text deltas of a recording."""
    texts = []
    for line in path.read_text("utf-8", "replace").splitlines():
        text = line.removeprefix("data: ")
        try:
            data = json.loads(text)
            if isinstance(data, dict) and isinstance(data.get("frame"), str):
                data = json.loads(data["frame"].partition("data: ")[2])
        except ValueError:
            continue
        if isinstance(data, dict) and data.get("type") == "response.output_text.delta":
            texts.append(str(data.get("delta", "")))
    return texts


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_a_recording_ends_with_the_rows_of_its_complete_text(path: Path) -> None:
    layout = TextLayout(72)
    source = Rope()
    view = CellView(cell(source, True), layout)
    for delta in deltas(path):
        source = source + delta
        view.update(cell(source, True))
        view.measure_up(1 << 60, 40)
    view.update(cell(source, False))
    assert row_contents(view.rows()) == rows_of(str(source), layout)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_golden_rows(path: Path) -> None:
    view = CellView(cell(Rope(path.read_text("utf-8")), False), TextLayout(72))
    rows = [
        "".join(span.text for span in (*row.prefix, *row.spans)).rstrip() for row in view.rows()
    ]
    assert "\n".join(rows) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_every_row_is_located_in_its_leaf() -> None:
    view = CellView(cell(Rope("".join(SNIPPETS)), False), TextLayout(40))
    rows = list(view.rows())
    assert view.height == len(rows)
    for y, row in enumerate(rows):
        index, line = view.locate(y)
        assert view.leaf_top(index) + line == y
        assert view.row(y) is row
    assert view.leaf_top(len(view.leaf_views)) == view.height


def test_a_leaf_is_known_by_a_source_offset() -> None:
    text = "one\n\ntwo three\n\n- four"
    view = CellView(cell(Rope(text), False), TextLayout(40))
    assert view.leaf_range_at(0) == (0, 0)  # not parsed yet
    view.parse()
    for word, leaf in (("one", "one"), ("three", "two three"), ("four", "four")):
        start, stop = view.leaf_range_at(text.index(word))
        assert text[start:stop] == leaf


def test_a_folded_cell_is_its_heading_until_it_is_opened() -> None:
    tool = Cell("a", CellKind.TOOL, Rope('{"a": 1}'), title="search", language="json")
    view = CellView(tool, TextLayout(40))
    assert len(list(view.rows())) == view.height == len(view.heading)
    assert view.leaf_views == []
    view.set_folded(False)
    assert any('{"a": 1}' in "".join(span.text for span in row.spans) for row in view.rows())
    view.set_folded(True)
    assert view.height == len(view.heading)


def test_prose_of_a_tool_has_no_box() -> None:
    words = Cell("a", CellKind.TOOL, Rope("heron " * 20), "revised prompt")
    view = CellView(words, TextLayout(50))
    view.set_folded(False)
    rows = ["".join(span.text for span in row.spans) for row in view.rows()]
    assert [row.strip() for row in rows[len(view.heading) :]] == [
        "heron heron heron heron heron heron heron heron",
        "heron heron heron heron heron heron heron heron",
        "heron heron heron heron",
    ]


def test_a_cell_can_be_unfolded_once_it_has_a_text() -> None:
    empty = Cell("a", CellKind.TOOL, Rope(), title="search", growing=True, language="json")
    view = CellView(empty, TextLayout(40))
    assert not view.foldable
    assert len([*view.rows()]) == len(view.heading) == 2
    view.update(replace(empty, text=Rope("{}")))
    assert view.foldable
    assert view.folded
    assert "▸" in "".join(span.text for row in view.heading for span in row.spans)
    view.update(empty)
    assert not view.foldable


def test_a_folded_cell_is_open_while_the_cursor_is_on_what_was_added() -> None:
    cell = Cell("r", CellKind.REASONING, Rope("I wonder."), title="thought")
    view = CellView(cell, TextLayout(40))
    assert view.folded
    view.update(replace(cell, added=(2, 8)))
    assert any("I wonder." in "".join(span.text for span in row.spans) for row in view.rows())
    view.update(cell)
    assert view.folded


def test_numbers_of_sources_come_and_go_and_are_not_copied() -> None:
    view = CellView(cell(Rope("Herons wade.\n\nThey wait."), True), TextLayout(40))

    def shown() -> str:
        return "".join(span.text for row in view.rows() for span in row.spans)

    plain = shown()
    assert view.update(replace(view.cell, marks=((6, 1), (23, 2))))
    assert shown() == "Herons[1] wade.They wait[2]."
    copied = [
        span.start for row in view.rows() for span in row.spans if span.text in ("[1]", "[2]")
    ]
    assert copied == [-1, -1]
    view.set_raw(True)
    assert "[1]" not in shown()
    view.set_raw(False)
    assert view.update(replace(view.cell, marks=()))
    assert shown() == plain


def test_markdown_is_shown_raw_on_request() -> None:
    view = CellView(cell(Rope("a **b**"), False), TextLayout(40))
    for raw, shown in ((True, "a **b**"), (False, "a b")):
        view.set_raw(raw)
        assert "".join(span.text for row in view.rows() for span in row.spans) == shown


def test_an_update_tells_whether_anything_is_drawn_anew() -> None:
    first = cell(Rope("one"), True)
    view = CellView(first, TextLayout(40))
    assert not view.update(first)
    assert not view.update(cell(Rope("one"), True))
    assert view.update(cell(Rope("one two"), True))
    assert view.update(cell(Rope("one two"), False))
    assert view.update(replace(view.cell, title="gpt-x"))
    assert view.update(replace(view.cell, added=(0, 3)))
    assert not view.update(replace(view.cell))


def test_a_number_that_comes_with_more_text_is_drawn_where_it_stands() -> None:
    text = Rope("one\n\ntwo\n\nthree")
    view = CellView(cell(text, True), TextLayout(40))
    view.parse()
    assert view.update(cell(text + " four", True))
    assert view.first_changed >= 0
    assert view.update(replace(cell(text + " four five", True), marks=((2, 1),)))
    assert view.first_changed == -1


@pytest.mark.parametrize(
    ("text", "last"),
    [("one\n\ntwo", "two"), ("```\nx = 1\n", " x = 1 "), ("", ""), ("- a\n- b", "b")],
)
def test_the_stream_continues_in_the_last_row_with_text(text: str, last: str) -> None:
    view = CellView(cell(Rope(text), True), TextLayout(40))
    view.measure_down(0, 100)
    row = view.last_text_row
    assert row is not None
    assert "".join(span.text for span in row.spans) == last


def test_an_answer_that_is_json_is_printed_on_lines_while_it_grows() -> None:
    value = {"birds": [{"name": "heron", "heights": list(range(40))}], "ok": True, "note": "x" * 80}
    text = json.dumps(value)
    source, layout = Rope(), TextLayout(72)
    view = CellView(cell(source, True), layout)
    for at in range(0, len(text), 7):
        source = source + text[at : at + 7]
        view.update(cell(source, True))
        view.measure_up(1 << 60, 40)
    view.update(cell(source, False))
    assert row_contents(view.rows()) == rows_of(text, layout)
    assert '   "birds": [' in {
        "".join(span.text for span in row.spans).rstrip() for row in view.rows()
    }


def test_what_only_begins_as_json_is_markdown() -> None:
    text = "[1, 2, 3] is a **list**."
    source, layout = Rope(), TextLayout(72)
    view = CellView(cell(source, True), layout)
    for char in text:
        source = source + char
        view.update(cell(source, True))
        view.measure_up(1 << 60, 40)
    view.update(cell(source, False))
    assert row_contents(view.rows()) == rows_of(text, layout)
    assert "".join(span.text for row in view.rows() for span in row.spans) == (
        "[1, 2, 3] is a list."
    )


def test_a_long_answer_in_json_folds_when_it_has_ended() -> None:
    text = Rope(json.dumps([{"name": "x" * 60, "n": n} for n in range(20)]))
    view = CellView(cell(text, growing=True), TextLayout(80))
    whole = len(list(view.rows()))
    assert not view.foldable
    view.update(cell(text, growing=False))
    *_, last = list(view.rows())
    assert last.spans[0].text == "… 70 more lines ▸"
    assert view.folded
    assert view.height < whole
    view.set_folded(False)
    assert "82 lines ▾" in [row.spans[0].text for row in view.rows() if row.spans]
    assert view.height > whole


def test_a_short_answer_in_json_does_not_fold() -> None:
    view = CellView(cell(Rope('{"a": [1, 2, 3]}'), growing=False), TextLayout(80))
    list(view.rows())
    assert not view.foldable


def test_a_long_output_folds_to_its_first_rows_and_an_empty_one_is_its_heading() -> None:
    lines = "\n".join(f"line {n}" for n in range(40))
    long = CellView(Cell("a", CellKind.OUTPUT, Rope(lines), "find ran"), TextLayout(40))
    assert (long.foldable, long.folded) == (True, True)
    shown = ["".join(span.text for span in row.spans) for row in long.rows()]
    assert shown[1:3] == ["find ran", "line 0"]
    assert shown[-1] == "… 35 more lines ▸"
    empty = CellView(Cell("a", CellKind.OUTPUT, Rope(), "you denied drop"), TextLayout(40))
    assert len(list(empty.rows())) == len(empty.heading) == empty.height


def test_what_a_tool_wrote_is_wrapped_and_its_code_is_not() -> None:
    text = Rope("a long line of output " * 4)
    view = CellView(Cell("a", CellKind.TOOL, text, "output", language="text"), TextLayout(40))
    view.set_folded(False)
    lines = ["".join(span.text for span in row.spans) for row in view.rows()]
    assert max(map(len, lines)) <= 40
    assert sum("output" in line for line in lines[2:]) > 1
    code = CellView(Cell("a", CellKind.TOOL, text, "code", language="python"), TextLayout(40))
    code.set_folded(False)
    assert any(row.wide for row in code.rows())
    assert not any(row.wide for row in view.rows())
