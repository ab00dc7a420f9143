"""Patterns in which `*` stands for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.text.wildcard import wildcard_match


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("", [""], ["a"]),
        ("a", ["a"], ["", "aa", "b"]),
        ("*", ["", "a", "a\nb"], []),
        ("a*", ["a", "ab"], ["ba", ""]),
        ("*a", ["a", "ba"], ["ab", ""]),
        ("a*a", ["aa", "aba"], ["a"]),
        ("*a*b*", ["ab", "xaxbx"], ["ba"]),
        ("a?[b]", ["a?[b]"], ["axb"]),
    ],
)
def test_a_star_stands_for_any_text(pattern: str, matching: list[str], other: list[str]) -> None:
    matches = wildcard_match(pattern)
    assert [text for text in (*matching, *other) if matches(text)] == matching


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_it_agrees_with_the_regular_expression(pattern: str, text: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert wildcard_match(pattern)(text) == bool(re.fullmatch(expression, text))
