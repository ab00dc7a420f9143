"""Markdown text → leaves: the same however it arrives, and as CommonMark specifies."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.markdown import BlockQuote, Document, Leaf, LeafKind, ListItem

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


def shape(text: str) -> list[tuple[str, list[str]]]:
    """Kind and lines of each leaf, its containers as a prefix."""
    return [
        (
            "".join(
                ">" if isinstance(c, BlockQuote) else f"{c.number or ''}{c.marker}"
                for c in leaf.containers
            )
            + leaf.kind.name,
            [text[start:stop] for start, stop in leaf.lines],
        )
        for leaf in leaves(text)
    ]


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
    ("text", "expected"),
    [
        ("a\nb\n\nc", [("PARAGRAPH", ["a", "b"]), ("PARAGRAPH", ["c"])]),
        ("# a #\nb", [("HEADING", ["a"]), ("PARAGRAPH", ["b"])]),
        ("a\nb\n===", [("HEADING", ["a", "b"])]),
        ("- a\n- b", [("-PARAGRAPH", ["a"]), ("-PARAGRAPH", ["b"])]),
        ("1. a\n1. b", [("1.PARAGRAPH", ["a"]), ("2.PARAGRAPH", ["b"])]),
        ("a\n2. b", [("PARAGRAPH", ["a", "2. b"])]),
        ("> a\nb", [(">PARAGRAPH", ["a", "b"])]),
        ("> a\n\nb", [(">PARAGRAPH", ["a"]), ("PARAGRAPH", ["b"])]),
        ("- a\n  - b", [("-PARAGRAPH", ["a"]), ("--PARAGRAPH", ["b"])]),
        ("-\n  a", [("-PARAGRAPH", ["a"])]),
        ("-\n\n  a", [("-PARAGRAPH", []), ("PARAGRAPH", ["a"])]),
        ("```py\n a\n```\nb", [("FENCE", [" a"]), ("PARAGRAPH", ["b"])]),
        ("- ```\n  a\n  ```", [("-FENCE", ["a"])]),
        ("a\n    b", [("PARAGRAPH", ["a", "b"])]),
        ("    a\n\n    b\n", [("CODE", ["a", "", "b"])]),
        ("x\na|b\n-|-\nc", [("PARAGRAPH", ["x"]), ("TABLE", ["a|b", "-|-", "c"])]),
        ("* * *", [("RULE", ["* * *"])]),
        ("[a]: http://x.y\n[b", [("DEFINITION", ["[a]: http://x.y"]), ("PARAGRAPH", ["[b"])]),
        ("$$\na\n\nb", [("MATH", ["$$", "a"]), ("PARAGRAPH", ["b"])]),
    ],
)
def test_lines_to_leaves(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert shape(text) == expected


def test_items_are_numbered_from_the_first() -> None:
    numbers = [
        container.number
        for leaf in leaves("7. a\n9. b\n\n3. c\n")
        for container in leaf.containers
        if isinstance(container, ListItem)
    ]
    assert numbers == [7, 8, 9]


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


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300_000,
        "word " * 60_000,
        ">" * 100_000,
        "> " * 50_000 + "a",
        "- " * 50_000 + "a",
        "[" * 100_000,
        "```\n" + "y" * 300_000,
        "|" * 100_000,
        "| a " * 200 + "|\n" + "|---" * 200 + "|\n" + ("| b " * 200 + "|\n") * 100,
        "\n" * 100_000,
        "$$\n" + "z\n" * 50_000,
        "a\n" * 100_000,
        "- a\n" * 50_000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_leaves_of_hostile_input_stay_small(text: str) -> None:
    for leaf in leaves(text):
        assert len(leaf.lines) <= 300
        assert len(leaf.containers) <= 12
        if leaf.kind is LeafKind.PARAGRAPH:
            assert leaf.stop - leaf.start <= 6000
