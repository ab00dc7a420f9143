"""Markdown text → leaves: the same however it arrives, is cut back, and grows again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.markdown import Document, Leaf, LeafKind

SNIPPETS = [
    "# Heading\n",
    "Heading\n===\n",
    "Text\n---\n",
    "plain words in a line\n",
    "words with **bold** and `code`\n",
    "\n",
    "- item\n",
    "- item\n\n  more of it\n",
    "  - nested\n",
    "1. one\n2. two\n",
    "3) three\n",
    "-\n",
    "> quote\n",
    "> - item in a quote\n",
    "lazy line\n",
    "```py\nx = 1\n\ny = 2\n```\n",
    "```\nnever closed\n",
    "~~~ text\nin tildes\n~~~\n",
    "    indented code\n",
    "| a | b |\n|---|:-:|\n| 1 | 2 |\n",
    "a | b\n--|--\n",
    "---\n",
    "***\n",
    "$$\nx = y\n$$\n",
    "\\[ a_b \\]\n",
    "[id]: https://example.com\n",
    "[^1]: a note\n",
    "<div>html</div>\n",
    "word " * 700 + "\n",
    "x = 1\n" * 150,
    "| row | of a table |\n" * 20,
    "end without newline",
    "\r\n",
    "\ttab\n",
]

texts = st.lists(st.sampled_from(SNIPPETS), max_size=12).map("".join)


def parse_document(text: str) -> Document:
    document = Document(lambda start, stop: text[start:stop])
    document.extend(len(text))
    return document


def leaves(text: str) -> list[Leaf]:
    document = parse_document(text)
    return [*document.leaves, *document.tail(growing=False)]


@given(texts, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_chunks_of_any_size_give_the_same_leaves(text: str, rng: random.Random) -> None:
    document = Document(lambda start, stop: text[start:stop])
    at = 0
    while at < len(text):
        at = min(len(text), at + rng.choice((1, 2, 7, 50, 900)))
        document.extend(at)
        assert len(document.tail(growing=True)) < 200
    assert [*document.leaves, *document.tail(growing=False)] == leaves(text)


@given(texts, st.data())
@settings(deadline=None, max_examples=100)
def test_truncating_restores_the_leaves(text: str, data: st.DataObject) -> None:
    document = parse_document(text)
    at = data.draw(st.integers(0, len(text)))
    document.truncate(at)
    assert [*document.leaves, *document.tail(growing=False)] == leaves(text[:at])
    document.extend(len(text))
    assert [*document.leaves, *document.tail(growing=False)] == leaves(text)


long_texts = st.lists(st.sampled_from(SNIPPETS), min_size=6, max_size=20).map("".join)


@given(long_texts, long_texts, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_any_truncating_and_growing_gives_the_same_leaves(
    text: str, other: str, rng: random.Random
) -> None:
    source = text
    document = Document(lambda start, stop: source[start:stop])
    for _ in range(12):
        at = rng.randint(0, len(source))
        document.extend(at)
        assert [*document.leaves, *document.tail(growing=False)] == leaves(source[:at])
        if rng.random() < 0.3:  # from here on the source grows differently
            source = source[:at] + rng.choice((other, text))
            document.forget()


def test_growing_again_after_a_truncation_parses_nothing_again() -> None:
    text = "Some words.\n\n" * 5000
    read = 0

    def slice_(start: int, stop: int) -> str:
        nonlocal read
        read += stop - start
        return text[start:stop]

    document = Document(slice_)
    document.extend(len(text))
    document.truncate(100)
    read = 0
    document.extend(len(text))
    assert read < 5000
    assert document.leaves == parse_document(text).leaves


def test_truncating_within_a_long_line() -> None:
    text = "# Heading\n" + "word " * 700
    document = parse_document(text)
    for at in range(len(text), 0, -1):
        document.truncate(at)
        assert [*document.leaves, *document.tail(growing=False)] == leaves(text[:at])


@given(texts)
@settings(deadline=None, max_examples=100)
def test_a_closed_leaf_stays_as_it_is(text: str) -> None:
    document = Document(lambda start, stop: text[start:stop])
    seen: list[Leaf] = []
    for at in range(0, len(text) + 1, 13):
        document.extend(at)
        assert document.leaves[: len(seen)] == seen
        seen = list(document.leaves)


@pytest.mark.parametrize(
    "line", ["-", "**", "``", "1.", "#", "| a |\n|--", "text\n=", "```\nx\n``", "> ", "- ["]
)
def test_an_undecided_line_is_held_back(line: str) -> None:
    document = parse_document(line)
    shown = "\n".join(
        line[start:stop] for leaf in document.tail(growing=True) for start, stop in leaf.lines
    )
    assert line.rpartition("\n")[2].strip("> ") not in shown or not line.strip("> ")


def test_a_line_of_cells_is_a_table_before_its_delimiters_are_there() -> None:
    (leaf,) = parse_document("| bird | height |").tail(growing=True)
    assert (leaf.kind, leaf.info) == (LeafKind.TABLE, "--")
