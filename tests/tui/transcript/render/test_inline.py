"""Inline Markdown → spans."""

from __future__ import annotations

import pytest

from ppchat.tui.transcript.render.inline import REFERENCE_PREFIX, inline_spans


@pytest.mark.parametrize(
    "text", ["row[i][j] = row[k][l]", "[/foo][@click=app.quit]x[/]", "see [it][1].", "[a\nb][c] d"]
)
def test_text_that_looks_like_a_reference_is_kept_in_full(text: str) -> None:
    spans = inline_spans(text)
    assert "".join(span.text for span in spans) == text
    for span in spans:
        assert text[span.start :].startswith(span.text)


def test_a_reference_links_to_the_target_of_its_label() -> None:
    link = next(span for span in inline_spans("see [the docs][1]") if span.text == "the docs")
    assert (link.style, link.href) == ("link", f"{REFERENCE_PREFIX}1")


def test_a_formula_stands_for_its_whole_source() -> None:
    text = "so *O* is $O(n \\log n)$."
    formula = next(span for span in inline_spans(text, offset=7) if span.style == "math")
    assert formula.text == "O(n log n)"
    assert text[formula.start - 7 : formula.stop - 7] == "$O(n \\log n)$"


def test_a_formula_at_the_end_of_what_is_known_is_as_it_is() -> None:
    (formula,) = inline_spans("\\(x^2\\)", known=5)
    assert (formula.text, formula.extent) == ("\\(x^2\\)", 0)
