"""Foreign text → display text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.security.sanitize import MAX_MARKS_IN_A_ROW, sanitize, sanitize_line

hostile = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn"]),
        st.sampled_from("\x1b\x07\x9b]52;cm\u202e\u2066\ufeff\U000e0041\u0301\u200d\ud800"),
    ),
    max_size=60,
)
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def is_harmless(text: str, allowed: str) -> bool:
    return all(
        char in allowed
        or (
            unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
            and unicodedata.bidirectional(char) not in BIDI
            and char not in "\u061c\u200e\u200f\ufeff\ufff9\ufffa\ufffb"
            and not 0xE0000 <= ord(char) < 0xE0080
        )
        for char in text
    )


@settings(deadline=None, max_examples=300)
@given(hostile)
def test_nothing_that_could_steer_a_terminal_is_left(text: str) -> None:
    assert is_harmless(sanitize(text), "\n\t")
    assert is_harmless(sanitize_line(text), "")
    sanitize(text).encode()


@settings(deadline=None, max_examples=100)
@given(hostile)
def test_once_is_enough(text: str) -> None:
    assert sanitize(sanitize(text)) == sanitize(text)
    assert sanitize_line(sanitize_line(text)) == sanitize_line(text)


@pytest.mark.parametrize(
    "text", ["", "plain", "a\n\tb", "é 翻訳 🧑‍🚀 👍🏽", "שלום", "e\u0301", "[bold]not markup[/]"]
)
def test_what_does_no_harm_stays(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    ("text", "sanitized", "line"),
    [
        ("\x1b]52;c;eA==\x07", "␛]52;c;eA==␇", "␛]52;c;eA==␇"),
        ("a\r\nb", "a␍\nb", "a␍␊b"),
        ("a\tb", "a\tb", "a␉b"),
        ("\x00\x7f\x08", "␀␡␈", "␀␡␈"),
        ("\x9b31m\x85", "\ufffd31m\ufffd", "\ufffd31m\ufffd"),
        ("\u202eabc\u2066", "\ufffdabc\ufffd", "\ufffdabc\ufffd"),
        ("a\u2028b", "a\ufffdb", "a\ufffdb"),
        ("\ud800\U000e0041\ufeff", "\ufffd" * 3, "\ufffd" * 3),
        ("\U0010eeee\u0305", "\ufffd\u0305", "\ufffd\u0305"),
    ],
)
def test_replacements(text: str, sanitized: str, line: str) -> None:
    assert sanitize(text) == sanitized
    assert sanitize_line(text) == line


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\u0e34", "\ufe0f"])
def test_floods_of_marks_are_cut(mark: str) -> None:
    assert sanitize("e" + mark * 500 + "f") == "e" + mark * MAX_MARKS_IN_A_ROW + "f"
    assert sanitize("e" + mark * MAX_MARKS_IN_A_ROW) == "e" + mark * MAX_MARKS_IN_A_ROW


def test_a_line_has_a_limit() -> None:
    assert sanitize_line("x" * 20, 10) == "x" * 9 + "…"
    assert sanitize_line("x" * 10, 10) == "x" * 10
    assert len(sanitize_line("\x1b" * 9999)) == 2000
