"""Code → highlighted lines that keep every character and its offset in the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.tui.transcript.render.code import highlight_code
from ppchat.tui.transcript.render.row import Span


def highlight(code: str, language: str) -> list[list[Span]]:
    """The highlighted lines of code that begins at the source offset 100."""
    lines = code.split("\n")
    starts = [100 + sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    return highlight_code(lines, starts, language)


def texts(lines: list[list[Span]]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


def test_tokens_have_the_style_of_their_kind() -> None:
    (line,) = highlight('def strike(x=1): return "now"  # wait', "python")
    styles = {span.text: span.style for span in line}
    assert styles["def"] == styles["return"] == "code keyword"
    assert styles["strike"] == "code name"
    assert styles["1"] == "code number"
    assert styles["# wait"] == "code comment"
    assert "code string" in styles.values()


@pytest.mark.parametrize("language", ["python", "Python", "{.python}", "py3", "python title=x"])
def test_a_language_has_several_spellings(language: str) -> None:
    assert highlight("if x:", language)[0][0] == Span("if", "code keyword", 100)


@pytest.mark.parametrize("language", ["", "  ", "no-such-language", "x" * 1000, "{}", "\x1b[31m"])
def test_an_unknown_language_is_shown_as_it_is(language: str) -> None:
    assert highlight("if x:\n\ny", language) == [
        [Span("if x:", "code", 100)],
        [],
        [Span("y", "code", 107)],
    ]


def test_a_very_long_line_is_not_highlighted() -> None:
    assert highlight("if " * 1000, "python") == [[Span("if " * 1000, "code", 100)]]


def test_tabs_are_blanks_and_control_characters_are_symbols() -> None:
    for language in ("", "python"):
        assert texts(highlight("\tx\x1b", language)) == ["    x␛"]


def test_no_lines() -> None:
    assert highlight_code([], [], "python") == []


@given(
    st.text("'\"\\#{}()/*\n\r aif=1é日", max_size=60), st.sampled_from(["python", "json", "html"])
)
@settings(max_examples=60)
def test_highlighting_keeps_the_text_and_its_offsets(code: str, language: str) -> None:
    source = " " * 100 + code
    lines = highlight(code, language)
    assert texts(lines) == texts(highlight(code, ""))
    for line in lines:
        for span in line:
            assert source[span.start :][: len(span.text)].replace("\r", "␍") == span.text
