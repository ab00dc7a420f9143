"""What a screen reader gets of each kind of leaf."""

from __future__ import annotations

import pytest

from ppchat.tui.transcript.render.leaf_content import LeafContent
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.row import Span
from ppchat.tui.transcript.render.spoken import spoken_figures
from tests.tui.transcript.render.test_leaf_rows import lines_of


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("## Herons", ["heading 2: Herons"]),
        ("```python\nx = 1\n```", ["code, python:", "x = 1", "end of code"]),
        ("```\nx = 1\n```", ["code:", "x = 1", "end of code"]),
        (
            "| Bird | Height |\n|---|--:|\n| *Heron* | 95 |\n| Egret | |",
            [
                *("table: Bird, Height", "Bird: Heron; Height: 95", "Bird: Egret; Height:"),
                "end of table",
            ],
        ),
        ("[docs](https://a.example/b)", ["docs (https://a.example/b)"]),
        ("see https://a.example/b now", ["see https://a.example/b now"]),
        ("![a heron](https://a.example/b.png)", ["image: a heron (https://a.example/b.png)"]),
        ("- [x] one\n- [ ] two\n- three", [" - done: one", " - to do: two", " - three"]),
        ("a\n\n---\n\nb", ["a", "", "", "", "b"]),
        ("$x^2$", ["x²"]),
    ],
)
def test_words_say_what_is_otherwise_drawn(source: str, lines: list[str]) -> None:
    assert lines_of(source, TextLayout(72, plain=True)) == lines


@pytest.mark.parametrize(
    ("figures", "spoken"),
    [
        ("3.2 s · 1,029→107 tokens", "3.2 s · 1,029 tokens in, 107 out"),
        ("58 (20 cached)→30 tokens", "58 tokens (20 cached) in, 30 out"),
        ("107 tokens", "107 tokens"),
    ],
)
def test_an_arrow_between_figures_is_said(figures: str, spoken: str) -> None:
    content = spoken_figures(LeafContent([[Span(figures)]], []))
    assert content.lines == [[Span(spoken)]]
