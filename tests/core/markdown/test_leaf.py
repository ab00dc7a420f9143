"""The leaves of a Markdown text."""

from __future__ import annotations

from ppchat.core.markdown.leaf import Leaf, LeafKind


def test_a_leaf_spans_its_lines_and_what_lies_between() -> None:
    leaf = Leaf(LeafKind.PARAGRAPH, ((2, 5), (8, 13)))
    assert (leaf.start, leaf.stop) == (2, 13)


def test_a_leaf_without_content_spans_nothing() -> None:
    leaf = Leaf(LeafKind.PARAGRAPH, ())
    assert (leaf.start, leaf.stop) == (0, 0)
