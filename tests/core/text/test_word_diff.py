"""The words that only one of two texts has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.text.word_diff import MAX_WORDS, Ranges, word_diff


def words(text: str, ranges: Ranges) -> list[str]:
    return [text[start:stop] for start, stop in ranges]


def test_words_that_differ_on_either_side() -> None:
    first, second = "Peter Piper picked a peck", "Peter Piper\nbought a whole peck"
    diff = word_diff(first, second)
    assert words(first, diff.first) == ["picked"]
    assert words(second, diff.second) == ["bought", "whole"]


def test_equal_and_entirely_different_texts_have_no_marks() -> None:
    for first, second in (("a b c", "a  b\nc"), ("a b c d", "w x y z"), ("", ""), ("", "a")):
        assert word_diff(first, second) == ((), ())


def test_long_texts_are_not_compared() -> None:
    text = "word " * (MAX_WORDS + 1)
    assert word_diff(text, text + "more") == ((), ())


@given(st.text("ab \n"), st.text("ab \n"))
def test_without_what_differs_the_words_are_the_same(first: str, second: str) -> None:
    diff = word_diff(first, second)
    if diff == ((), ()):
        return
    common = []
    for text, ranges in ((first, diff.first), (second, diff.second)):
        kept = list(text)
        for start, stop in ranges:
            kept[start:stop] = " " * (stop - start)
        common.append("".join(kept).split())
    assert common[0] == common[1]
