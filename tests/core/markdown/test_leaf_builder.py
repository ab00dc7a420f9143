"""Where a long block is cut into parts."""

from __future__ import annotations

import pytest

from ppchat.core.markdown import Document, Leaf, LeafKind
from ppchat.core.markdown.leaf_builder import (
    CODE_LIMIT,
    CODE_PART,
    PARAGRAPH_LIMIT,
    PARAGRAPH_LINES,
    PARAGRAPH_PART,
    TABLE_PART,
)


def leaves(text: str) -> list[Leaf]:
    document = Document(lambda start, stop: text[start:stop])
    document.extend(len(text))
    return [*document.leaves, *document.tail(growing=False)]


def line_counts(text: str) -> list[int]:
    return [len(leaf.lines) for leaf in leaves(text)]


@pytest.mark.parametrize(
    "text",
    ["word\n" * 500, "```py\n" + "x = 1\n" * 500 + "```\n", "|a|\n|-|\n" + "|b|\n" * 100],
    ids=["paragraph", "code", "table"],
)
def test_parts_are_numbered_and_only_the_last_one_ends_the_block(text: str) -> None:
    parts = leaves(text)
    assert [leaf.part for leaf in parts] == list(range(len(parts)))
    assert [leaf.last for leaf in parts] == [False] * (len(parts) - 1) + [True]
    assert not any(leaf.space_above for leaf in parts)
    assert [line for leaf in parts for line in leaf.lines] == sorted(
        {line for leaf in parts for line in leaf.lines}
    )


def test_a_paragraph_is_not_cut_within_markup_unless_it_is_very_long() -> None:
    plain, bold = "word\n" * 500, "**" + "word\n" * 500
    assert line_counts(plain)[0] == PARAGRAPH_LINES
    assert line_counts(bold)[0] == 2 * PARAGRAPH_LINES
    long_lines = ("w" * 99 + "\n") * 50
    assert line_counts(long_lines)[0] == PARAGRAPH_PART // 100
    assert line_counts("**" + long_lines)[0] == PARAGRAPH_LIMIT // 100


def test_code_is_cut_where_something_begins_and_not_within_a_multi_line_string() -> None:
    functions = "def f():\n    return 1\n\n" * 30
    assert line_counts(f"```py\n{functions}```\n")[0] % 3 == 0
    string = '"""\n' + "text\n" * 50 + '"""\n' + "x = 1\n" * 50
    assert line_counts(f"```py\n{string}```\n")[0] > CODE_PART
    endless = '"""\n' + "text\n" * 500
    assert line_counts(f"```py\n{endless}")[0] == CODE_LIMIT


def test_indented_code_ends_before_the_empty_lines_that_follow_it() -> None:
    (code, paragraph) = leaves("    a\n\n    b\n\n\nc")
    assert (code.kind, len(code.lines)) == (LeafKind.CODE, 3)
    assert paragraph.space_above


def test_a_table_is_cut_by_rows_and_a_part_knows_its_first() -> None:
    parts = leaves("|a|\n|-|\n" + "|b|\n" * 40)
    assert [len(leaf.lines) for leaf in parts] == [TABLE_PART, TABLE_PART, 42 - 2 * TABLE_PART]
    assert [leaf.level for leaf in parts] == [0, 1, 2]
    assert {leaf.info for leaf in parts} == {"-"}


def test_a_very_long_line_runs_on_from_part_to_part() -> None:
    parts = leaves("word " * 3000)
    assert len(parts) > 2
    assert [leaf.runs_on for leaf in parts[:-1]] == [leaf.joined for leaf in parts[1:]]
    assert any(leaf.joined for leaf in parts)


def test_definitions_before_a_paragraph_are_a_leaf_of_their_own() -> None:
    kinds = [leaf.kind for leaf in leaves("[a]: http://x.y\n[b]: /z\nwords")]
    assert kinds == [LeafKind.DEFINITION, LeafKind.PARAGRAPH]


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
