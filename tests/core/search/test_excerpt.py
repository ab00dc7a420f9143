"""A hit as one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.search.excerpt import MATCH_END, MATCH_START, Excerpt, excerpt, read_matches


def matched(hit: Excerpt) -> list[str]:
    return [hit.text[span.start : span.stop] for span in hit.matches]


def test_matches_are_read_from_their_marks() -> None:
    text, spans = read_matches("a \x02b\x03 c \x02d e\x03")
    assert text == "a b c d e"
    assert [text[start:stop] for start, stop in spans] == ["b", "d e"]


def test_an_excerpt_begins_with_a_word_a_little_before_the_match() -> None:
    text, spans = read_matches(
        "one two " * 20 + "\x02three\x03\n\n  four \x02five\x03 " + "six " * 99
    )
    hit = excerpt(text, spans, 80)
    assert hit.text.startswith("…two one two one two three four five six")
    assert hit.text.endswith("…")
    assert len(hit.text) <= 80
    assert matched(hit) == ["three", "five"]


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("short", []) == Excerpt("short")
    assert excerpt("", []) == Excerpt("")


@given(st.lists(st.tuples(st.text(" \nab", max_size=60), st.text("xy", max_size=30)), max_size=8))
def test_every_excerpt_is_a_line_with_its_matches_in_place(pieces: list[tuple[str, str]]) -> None:
    marked = "".join(f"{before}{MATCH_START}{match}{MATCH_END}" for before, match in pieces)
    text, spans = read_matches(marked)
    hit = excerpt(text, spans, 40)
    assert len(hit.text) <= 40
    assert "\n" not in hit.text
    words = matched(hit)
    assert all(word and set(word) <= set("xy…") for word in words)
    if spans:
        assert words
