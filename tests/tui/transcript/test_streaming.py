"""The law: rows that grew as the text streamed are those of the whole text drawn at once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ppchat
from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import Frame
from ppchat.tui.transcript.render.row import Row
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
    "\\(a_b\\) and $$c_d$$ and $5\n\n",
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


def cell(text: Text, growing: bool) -> Cell:
    return Cell("a", CellKind.ANSWER, text, growing=growing)


def drawn(rows: Iterator[Row]) -> list[tuple[object, ...]]:
    return [(list(row.head), list(row.spans), row.ground, row.wide) for row in rows]


def whole(text: str, frame: Frame) -> list[tuple[object, ...]]:
    return drawn(CellView(cell(Text(text), False), frame).rows())


@given(texts, st.randoms(use_true_random=False), st.integers(12, 100), st.booleans())
@settings(deadline=None, max_examples=60)
def test_any_chunks_give_the_rows_of_the_whole(
    text: str, chance: random.Random, width: int, wraps: bool
) -> None:
    frame = Frame(width, wraps=wraps)
    source = Text()
    view = CellView(cell(source, True), frame)
    while len(source) < len(text):
        source = source + text[len(source) : len(source) + chance.choice((1, 3, 40, 500))]
        view.update(cell(source, True))
        view.measure_up(1 << 60, 20)
    view.update(cell(source, False))
    assert drawn(view.rows()) == whole(text, frame)


@given(texts, st.data())
@settings(deadline=None, max_examples=40)
def test_going_back_and_on_gives_the_rows_of_the_whole(text: str, data: st.DataObject) -> None:
    frame = Frame(60)
    source = Text(text)
    view = CellView(cell(source, False), frame)
    view.measure_down(0, 1 << 60)
    at = data.draw(st.integers(0, len(text)))
    shorter = Text(text[:at])
    view.update(cell(shorter, True))
    view.update(cell(shorter, False))
    assert drawn(view.rows()) == whole(text[:at], frame)
    view.update(cell(shorter + text[at:], False))
    assert drawn(view.rows()) == whole(text, frame)


def views(begin: Text, text: str, chance: random.Random) -> list[Text]:
    """What there was of a text after each of its chunks."""
    found = [begin]
    while text:
        size = chance.choice((1, 40, 900))
        found.append(found[-1] + text[:size])
        text = text[size:]
    return found


@given(long_texts, long_texts, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_any_way_back_and_on_gives_the_rows_of_the_whole(
    text: str, other: str, chance: random.Random
) -> None:
    frame = Frame(60)
    seen = views(Text(), text, chance)
    view = CellView(cell(seen[-1], False), frame)
    for _ in range(10):
        shown = chance.choice(seen)
        if chance.random() < 0.3:
            shown = Text(str(shown))  # the same characters, but another text
        view.update(cell(shown, False))
        assert drawn(view.rows()) == whole(str(shown), frame)
        if chance.random() < 0.3:
            seen = views(shown, chance.choice((text, other)), chance)


@given(texts)
@settings(deadline=None, max_examples=25)
def test_no_row_of_a_closed_part_moves(text: str) -> None:
    frame = Frame(60)
    source = Text()
    view = CellView(cell(source, True), frame)
    seen: list[tuple[object, ...]] = []
    while len(source) < len(text):
        source = source + text[len(source) : len(source) + 29]
        view.update(cell(source, True))
        rows = drawn(view.rows())
        assert rows[: len(seen)] == seen
        closed = view.top(view.closed)
        seen = rows[:closed]


def test_half_written_markup_does_not_flicker() -> None:
    text = (
        "A **grey heron** (*Ardea*), `code`, ~~old~~, ***both*** and **bold with *nested* in it**,"
        " [the guide](https://a.example/b), [1], note[^1], snake_case, 2 * 3 and https://c.example."
    )
    source, before = Text(), ""
    view = CellView(cell(source, True), Frame(1000))
    for char in text:
        source = source + char
        view.update(cell(source, True))
        shown = "".join(span.text for row in view.rows() for span in row.spans)
        assert shown.startswith(before.rstrip()) or "[1" in text[: len(source)][-4:]
        before = shown


def deltas(path: Path) -> list[str]:
    """What a recording says, delta by delta."""
    found = []
    for line in path.read_text("utf-8", "replace").splitlines():
        text = line.removeprefix("data: ")
        try:
            data = json.loads(text)
            if isinstance(data, dict) and isinstance(data.get("frame"), str):
                data = json.loads(data["frame"].partition("data: ")[2])
        except ValueError:
            continue
        if isinstance(data, dict) and data.get("type") == "response.output_text.delta":
            found.append(str(data.get("delta", "")))
    return found


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_a_recording_ends_as_its_whole_text(path: Path) -> None:
    frame = Frame(72)
    source = Text()
    view = CellView(cell(source, True), frame)
    for delta in deltas(path):
        source = source + delta
        view.update(cell(source, True))
        view.measure_up(1 << 60, 40)
    view.update(cell(source, False))
    assert drawn(view.rows()) == whole(str(source), frame)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_golden_rows(path: Path) -> None:
    view = CellView(cell(Text(path.read_text("utf-8")), False), Frame(72))
    rows = ["".join(span.text for span in (*row.head, *row.spans)).rstrip() for row in view.rows()]
    assert "\n".join(rows) + "\n" == path.with_suffix(".txt").read_text("utf-8")
