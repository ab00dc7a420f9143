"""Inline Markdown → spans."""

from __future__ import annotations

import pytest

from ppchat.tui.transcript.render.inline import REFERENCE, inline_spans


@pytest.mark.parametrize(
    "text", ["row[i][j] = row[k][l]", "[/foo][@click=app.quit]x[/]", "see [it][1].", "[a\nb][c] d"]
)
def test_what_reads_like_a_reference_loses_nothing(text: str) -> None:
    spans = inline_spans(text)
    assert "".join(span.text for span in spans) == text
    for span in spans:
        assert text[span.start :].startswith(span.text)


def test_a_reference_is_a_link_to_what_its_label_names() -> None:
    link = next(span for span in inline_spans("see [the docs][1]") if span.text == "the docs")
    assert (link.ink, link.href) == ("link", f"{REFERENCE}1")
