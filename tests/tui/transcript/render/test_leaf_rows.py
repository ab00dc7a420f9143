"""The rows of each kind of leaf."""

from __future__ import annotations

import pytest

from ppchat.core.markdown import Document, Leaf
from ppchat.tui.transcript.render.leaf_content import parse_leaf
from ppchat.tui.transcript.render.leaf_rows import (
    TextLayout,
    estimate_height,
    gap_prefix,
    leaf_rows,
)
from ppchat.tui.transcript.render.row import TextRow, width

SOURCES = {
    "heading": "# Herons",
    "paragraph": "A **grey** heron\nwaits " + "still " * 30,
    "list": "- one\n  - two\n    - three\n      - four\n\n10. ten",
    "task": "- [x] done\n- [ ] open",
    "quote": "> a\n>\n> - b\n>\n> c",
    "code": "```python title\nx = 1\n\n```\n\n    indented",
    "long code": "```\n" + "0123456789" * 12 + "\n```",
    "table": "| Bird | Height |\n|---|--:|\n| Heron | 95 |",
    "math": "$$\na_b\n$$",
    "rule": "a\n\n***\n\nb",
    "wide characters": "日本語のテキスト " * 12,
    "hostile": "\x1b]52;c;x\x07 &#27;[31m",
}


def leaves_of(source: str) -> list[Leaf]:
    document = Document(lambda start, stop: source[start:stop])
    document.extend(len(source))
    return [*document.leaves, *document.tail(False)]


def rows_of(source: str, layout: TextLayout) -> list[TextRow]:
    rows: list[TextRow] = []
    for leaf in leaves_of(source):
        content = parse_leaf(leaf, lambda start, stop: source[start:stop], "")
        rows += leaf_rows(leaf, content, layout)[0]
    return rows


def lines_of(source: str, layout: TextLayout) -> list[str]:
    return [
        "".join(span.text for span in (*row.prefix, *row.spans)).rstrip()
        for row in rows_of(source, layout)
    ]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("columns", [20, 72])
@pytest.mark.parametrize("plain", [False, True])
def test_rows_fit_the_width_unless_they_scroll_sideways(
    source: str, columns: int, plain: bool
) -> None:
    for row in rows_of(source, TextLayout(columns, plain=plain)):
        assert row.wide or width(row.prefix) + width(row.spans) <= columns
        assert 0 <= row.offset <= len(source)
        assert all(span.text.isprintable() for span in (*row.prefix, *row.spans))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_wrapped_code_and_tables_fit_the_width(source: str) -> None:
    assert not any(
        row.wide for row in rows_of(source, TextLayout(72, wraps=True)) if row.background
    )


def test_list_markers_change_with_the_depth() -> None:
    assert lines_of(SOURCES["list"], TextLayout(40)) == [
        " • one",
        "    ◦ two",
        "       ▪ three",
        "          ▪ four",
        "",
        "10. ten",
    ]


def test_a_task_has_a_box_instead_of_a_marker() -> None:
    assert lines_of(SOURCES["task"], TextLayout(40)) == [" ☑ done", " ☐ open"]


def test_a_quote_has_a_bar_in_every_row() -> None:
    assert lines_of(SOURCES["quote"], TextLayout(40)) == ["▎ a", "▎", "▎  • b", "▎", "▎ c"]
    assert lines_of("> a", TextLayout(40, plain=True)) == ["> a"]


def test_code_has_its_language_and_an_edge() -> None:
    assert lines_of("```python title\nx = 1\n```", TextLayout(20)) == [
        " python",
        " x = 1",
        "▀" * 20,
    ]
    assert lines_of("```\nx = 1\n```", TextLayout(20))[0] == "▄" * 20


def test_a_formula_that_stands_by_itself_is_drawn_in_unicode_once_it_is_complete() -> None:
    source = "\\[\n\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}\n\\]"
    assert lines_of(source, TextLayout(60)) == ["  ∑ₖ₌₁ⁿ k = n(n+1)/2"]
    document = Document(lambda start, stop: source[start:stop])
    document.extend(len(source) - 1)
    (leaf,) = document.tail(True)
    content = parse_leaf(leaf, lambda start, stop: source[start:stop], "")
    assert ["".join(span.text for span in line) for line in content.lines] == (
        source[:-1].split("\n")
    )
    unknown = "$$\n\\qty{x}\n$$"
    assert lines_of(unknown, TextLayout(60)) == unknown.split("\n")


def test_a_formula_is_drawn_as_it_is_until_it_closes() -> None:
    source = "so \\(x^2\\) is"
    shown = []
    for length in range(len(source) + 1):
        document = Document(lambda start, stop: source[start:stop])
        document.extend(length)
        for leaf in document.tail(True):
            content = parse_leaf(leaf, lambda start, stop: source[start:stop], "")
            shown.append("".join(span.text for span in content.lines[0]))
    assert shown[-1] == "so x² is"
    assert not any("²" in text for text in shown[: source.index(")") - 1])


def test_a_chief_heading_is_underlined_unless_plain() -> None:
    assert lines_of("# Herons", TextLayout(20)) == ["Herons", "─" * 20]
    assert lines_of("# Herons", TextLayout(20, plain=True)) == ["heading 1: Herons"]
    assert lines_of("## Herons", TextLayout(20)) == ["Herons"]


def test_the_text_keeps_a_minimum_width_however_deep_it_is_nested() -> None:
    rows = rows_of("> " * 10 + "a grey heron waits here", TextLayout(24))
    assert [width(row.spans) for row in rows] == [12, 10]


def test_the_gap_between_paragraphs_of_a_quote_keeps_its_bar() -> None:
    first, second = leaves_of("> a\n>\n> b")
    assert gap_prefix(first, plain=False) == []
    assert [span.text for span in gap_prefix(second, plain=False)] == ["▎ "]


@pytest.mark.parametrize("name", ["heading", "task", "code", "rule", "table"])
def test_the_estimate_is_exact_where_nothing_is_wrapped(name: str) -> None:
    source, layout = SOURCES[name], TextLayout(60)
    for leaf in leaves_of(source):
        content = parse_leaf(leaf, lambda start, stop: source[start:stop], "")
        assert estimate_height(leaf, layout) == len(leaf_rows(leaf, content, layout)[0])
