"""The leaves of a text are those that CommonMark specifies and markdown-it parses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ppchat.core.markdown import BlockQuote, Document, Leaf, LeafKind, ListItem
from ppchat.core.markdown.block_parser import MAX_DEPTH

LINES = [
    "# Heading",
    "Heading ##",
    "## ##",
    "# a # b #  ",
    "===",
    "---",
    "plain words",
    "words **bold**",
    "",
    "",
    "- item",
    "* item",
    "-",
    "1. one",
    "2. two",
    "3) three",
    "> quote",
    "> - in a quote",
    ">",
    "> > deep",
    "```py",
    "```",
    "~~~",
    "\n| a | b |\n|---|---|\n| 1 | 2 |",
    "***",
    "<div>html</div>",
    "\\# no heading",
    "\n    code",
    "\n      deeper",
]
# Not deeper: markdown-it differs from the specification where a paragraph continues lazily in a
# line that is indented like code.
lines = st.tuples(st.sampled_from(("", "", "", " ", "  ", "   ")), st.sampled_from(LINES))
texts = st.lists(lines.map("".join), max_size=10).map(lambda lines: "\n".join(lines) + "\n")

_NAMES = {
    "paragraph_open": LeafKind.PARAGRAPH,
    "heading_open": LeafKind.HEADING,
    "fence": LeafKind.FENCE,
    "code_block": LeafKind.CODE,
    "hr": LeafKind.RULE,
    "table_open": LeafKind.TABLE,
}


def reference(text: str) -> list[tuple[str, LeafKind, str]]:
    """Containers, kind and content of each leaf, as markdown-it sees them."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["reference", "html_block"])
    leaves: list[tuple[str, LeafKind, str]] = []
    containers: list[str] = []
    for token in parser.parse(text):
        if token.type == "blockquote_open":
            containers.append(">")
        elif token.type == "list_item_open":
            containers.append(token.markup)
        elif token.type in ("blockquote_close", "list_item_close"):
            containers.pop()
        elif token.type in _NAMES:
            leaves.append(("".join(containers), _NAMES[token.type], token.content))
        elif token.type == "inline" and leaves[-1][1] is not LeafKind.TABLE:
            leaves[-1] = (*leaves[-1][:2], _strip_lines(token.content))
    return leaves


def parse_leaves(text: str) -> list[Leaf]:
    document = Document(lambda start, stop: text[start:stop])
    document.extend(len(text))
    return [*document.leaves, *document.tail(growing=False)]


def parse(text: str) -> list[tuple[str, LeafKind, str]]:
    """Containers, kind and content of each leaf, in the form of `reference`."""
    leaves = []
    for leaf in parse_leaves(text):
        containers = "".join(
            ">" if isinstance(c, BlockQuote) else c.marker for c in leaf.containers
        )
        content = "\n".join(text[start:stop] for start, stop in leaf.lines)
        if leaf.kind in (LeafKind.FENCE, LeafKind.CODE):
            content += "\n" if leaf.lines else ""
        elif leaf.kind in (LeafKind.RULE, LeafKind.TABLE):
            content = ""
        else:
            content = _strip_lines(content)
        leaves.append((containers, leaf.kind, content))
    return leaves


def _strip_lines(content: str) -> str:
    return "\n".join(line.strip() for line in content.split("\n"))


@given(texts)
@settings(deadline=None, max_examples=400)
def test_leaves_are_those_of_markdown_it(text: str) -> None:
    # Here an empty item or quote has a leaf, so that its marker is drawn.
    assert [leaf for leaf in parse(text) if leaf[1:] != (LeafKind.PARAGRAPH, "")] == reference(text)


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
        for leaf in parse_leaves(text)
    ]


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
        for leaf in parse_leaves("7. a\n9. b\n\n3. c\n")
        for container in leaf.containers
        if isinstance(container, ListItem)
    ]
    assert numbers == [7, 8, 9]


@pytest.mark.parametrize("marker", ["> ", ">", "- ", "+ ", "1. "])
def test_containers_nest_to_a_limit_and_what_is_deeper_is_text(marker: str) -> None:
    (leaf,) = parse_leaves(marker * (MAX_DEPTH + 3) + "a")
    assert len(leaf.containers) == MAX_DEPTH
    assert leaf.kind is LeafKind.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "new"),
    [("- a\n  b", [0]), ("- a\n\n  b", [0, 1]), ("- a\n- b", [0, 0]), ("> - a\n> - b", [0, 1])],
)
def test_a_marker_belongs_to_the_first_leaf_of_its_container(text: str, new: list[int]) -> None:
    assert [leaf.new_from for leaf in parse_leaves(text)] == new


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("a\n\nb", [False, True]),
        ("- a\n- b", [False, False]),
        ("# a\nb", [False, True]),
        ("- a\n\n- b", [False, True]),
    ],
)
def test_a_row_is_left_empty_above_a_leaf(text: str, above: list[bool]) -> None:
    assert [leaf.space_above for leaf in parse_leaves(text)] == above
