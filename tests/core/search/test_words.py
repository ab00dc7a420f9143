"""What an index of words takes in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.search.words import BREAK, from_indexed, has_words, to_indexed


def test_scripts_without_blanks_are_split_into_characters() -> None:
    words = to_indexed("GPT-4は日本語 한국").replace(BREAK, "|")
    assert words == "GPT-4|は|日|本|語| |한|국|"
    assert to_indexed("Größe naïve") == "Größe naïve"


@given(st.text())
def test_the_text_keeps_its_characters_and_their_places(text: str) -> None:
    restored = from_indexed(to_indexed(text))
    assert len(restored) == len(text)
    assert all(
        old == new or new in " ?" for old, new in zip(text, restored, strict=True)
    )  # controls that mark things, and lone surrogates


def test_punctuation_and_emoji_are_no_words() -> None:
    assert [has_words(text) for text in ("--", "😀 →", "", "x", "語")] == [False] * 3 + [True] * 2
