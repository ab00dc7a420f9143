"""Wrapping keeps to terminal cells, whatever the characters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.wrap import break_line, wrap_spans

texts = st.text(alphabet="ab c 日本、。é👩\u0301-한글(", max_size=60)
spans = st.lists(texts.map(lambda text: Span(text, "x")), max_size=5)


@given(texts, st.integers(2, 30), st.integers(0, 30))
@settings(deadline=None, max_examples=300)
def test_rows_fit_the_width_and_lose_only_blanks(text: str, available: int, taken: int) -> None:
    ranges = break_line(text, available, min(taken, available))
    assert "".join(text[start:stop] for start, stop in ranges).replace(" ", "") == text.replace(
        " ", ""
    )
    for number, (start, stop) in enumerate(ranges):
        used = cell_len(text[start:stop].rstrip(" "))
        assert used + (min(taken, available) if number == 0 else 0) <= available or used == 0


@given(spans, st.integers(2, 30))
@settings(deadline=None, max_examples=150)
def test_spans_in_rows_are_those_of_the_line(line: list[Span], available: int) -> None:
    rows = wrap_spans(line, available)
    text = "".join(span.text for row in rows for span in row)
    assert text.replace(" ", "") == "".join(span.text for span in line).replace(" ", "")


def test_a_japanese_sentence_fills_its_rows() -> None:
    text = "日本語のテキストも、折り返される。"
    assert [text[start:stop] for start, stop in break_line(text, 12)] == [
        "日本語のテキ",
        "ストも、折り",
        "返される。",
    ]


def test_a_word_is_not_split_unless_it_is_wider_than_a_row() -> None:
    text = "one twothree averyverylongword end"
    rows = [text[start:stop] for start, stop in break_line(text, 8)]
    assert rows == ["one", "twothree", "averyver", "ylongwor", "d end"]
