"""The leaves of a text are those that markdown-it finds in the whole of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ppchat.core.markdown import Document, Kind, Quote

LINES = [
    "# Heading",
    "Heading ##",
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
# Not deeper: markdown-it differs from the specification where a paragraph goes on lazily in a
# line that is indented like code.
lines = st.tuples(st.sampled_from(("", "", "", " ", "  ", "   ")), st.sampled_from(LINES))
texts = st.lists(lines.map("".join), max_size=10).map(lambda made: "\n".join(made) + "\n")

_NAMES = {
    "paragraph_open": Kind.PARAGRAPH,
    "heading_open": Kind.HEADING,
    "fence": Kind.FENCE,
    "code_block": Kind.CODE,
    "hr": Kind.RULE,
    "table_open": Kind.TABLE,
}


def reference(text: str) -> list[tuple[str, Kind, str]]:
    """Containers, kind and content of each leaf, as markdown-it sees them."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["reference", "html_block"])
    found: list[tuple[str, Kind, str]] = []
    around: list[str] = []
    for token in parser.parse(text):
        if token.type == "blockquote_open":
            around.append(">")
        elif token.type == "list_item_open":
            around.append(token.markup)
        elif token.type in ("blockquote_close", "list_item_close"):
            around.pop()
        elif token.type in _NAMES:
            found.append(("".join(around), _NAMES[token.type], token.content))
        elif token.type == "inline" and found[-1][1] is not Kind.TABLE:
            found[-1] = (*found[-1][:2], _stripped(token.content))
    return found


def ours(text: str) -> list[tuple[str, Kind, str]]:
    made = Document(lambda start, stop: text[start:stop])
    made.extend(len(text))
    found = []
    for leaf in (*made.leaves, *made.tail(growing=False)):
        around = "".join(">" if isinstance(c, Quote) else c.marker for c in leaf.containers)
        content = "\n".join(text[start:stop] for start, stop in leaf.lines)
        if leaf.kind in (Kind.FENCE, Kind.CODE):
            content += "\n" if leaf.lines else ""
        elif leaf.kind in (Kind.RULE, Kind.TABLE):
            content = ""
        else:
            content = _stripped(content)
        found.append((around, leaf.kind, content))
    return found


def _stripped(content: str) -> str:
    return "\n".join(line.strip() for line in content.split("\n"))


@given(texts)
@settings(deadline=None, max_examples=400)
def test_leaves_are_those_of_markdown_it(text: str) -> None:
    # An item or a quote with nothing in it has a leaf here, for its marker to be drawn.
    assert [leaf for leaf in ours(text) if leaf[1:] != (Kind.PARAGRAPH, "")] == reference(text)
