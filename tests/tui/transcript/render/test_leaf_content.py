"""The spans of each kind of leaf, before they have a width."""

from __future__ import annotations

import pytest

from ppchat.core.markdown import Document, Leaf
from ppchat.tui.transcript.render.leaf_content import LeafContent, fit_parts, language, parse_leaf
from ppchat.tui.transcript.render.row import Span


def leaf_of(source: str, *, open_: bool = False) -> Leaf:
    document = Document(lambda start, stop: source[start:stop])
    document.extend(len(source))
    return [*document.leaves, *document.tail(open_)][0]


def content_of(source: str, *, open_: bool = False) -> LeafContent:
    leaf = leaf_of(source, open_=open_)
    return parse_leaf(leaf, lambda start, stop: source[start:stop], "base")


def text_of(content: LeafContent) -> list[str]:
    return ["".join(span.text for span in line) for line in content.lines]


def test_parts_that_do_not_fit_are_left_out_from_the_end() -> None:
    text = "✓ 7.2 s · TTFT 442 ms · 41 tok"
    content = LeafContent([[Span(text)]], [])
    assert text_of(fit_parts(content, 30)) == [text]
    assert text_of(fit_parts(content, 29)) == ["✓ 7.2 s · TTFT 442 ms"]
    assert text_of(fit_parts(content, 3)) == ["✓ 7.2 s"]


def test_a_paragraph_is_one_line_whose_spans_know_their_source() -> None:
    source = "> a *b*\n> c"
    (line,) = content_of(source).lines
    assert {span.text: source[span.start] for span in line if span.start >= 0} == {
        "a ": "a",
        "b": "b",
        "\n": "\n",
        "c": "c",
    }


def test_an_open_paragraph_has_its_markup_closed() -> None:
    assert text_of(content_of("a **bold", open_=True)) == ["a bold"]


def test_code_has_a_line_for_each_of_its_source() -> None:
    assert text_of(content_of("```python\nx = 1\n\ny = 2\n```")) == ["x = 1", "", "y = 2"]


def test_a_table_has_cells_without_the_line_of_dashes() -> None:
    cells = content_of("| Bird | Height |\n|---|--:|\n| Heron |").cells
    assert [["".join(span.text for span in cell) for cell in row] for row in cells] == [
        ["Bird", "Height"],
        ["Heron", ""],
    ]


def test_a_task_begins_with_its_box() -> None:
    assert text_of(content_of("- [x] done")) == [" ☑ done"]


@pytest.mark.parametrize(
    ("info", "expected"),
    [("python title", "python"), ("", ""), ("\x1b[31m", "␛[31m")],
    ids=["first word", "none", "hostile"],
)
def test_the_language_is_the_first_word_after_the_fence(info: str, expected: str) -> None:
    assert language(leaf_of(f"```{info}\nx\n```")) == expected
