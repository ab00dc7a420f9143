"""Numbers of sources in a text."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.markdown import Document
from ppchat.tui.transcript.render.leaf_content import parse_leaf
from ppchat.tui.transcript.render.source_marks import marks_in, with_marks


def drawn(text: str, *marks: Mark) -> list[str]:
    """The lines and the cells of a document, with its marks."""
    document = Document(lambda start, stop: text[start:stop])
    document.extend(len(text))
    lines: list[str] = []
    for leaf in [*document.leaves, *document.tail(growing=False)]:
        content = parse_leaf(leaf, lambda start, stop: text[start:stop], "")
        marked = with_marks(content, marks_in(leaf, marks))
        rows = [*marked.lines, *(cell for row in marked.cells for cell in row)]
        lines.extend("".join(span.text for span in row) for row in rows)
        for row in rows:
            for span in row:
                if span.start >= 0 and not span.extent and span.text in text:
                    assert text[span.start : span.stop] == span.text
    return lines


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("Herons wade.", [(6, 1)], ["Herons[1] wade."]),
        ("Herons wade.", [(12, 1)], ["Herons wade.[1]"]),
        ("Herons wade.", [(6, 1), (6, 2), (12, 1)], ["Herons[1][2] wade.[1]"]),
        ("A **bold** word", [(10, 1)], ["A bold[1] word"]),
        ("A **bold** word", [(8, 1)], ["A bold[1] word"]),
        ("A ([page](https://a.example)).", [(29, 1)], ["A (page (a.example))[1]."]),
        ("One\n\nTwo", [(3, 1), (8, 2)], ["One[1]", "Two[2]"]),
        ("- One\n- Two", [(11, 2)], ["One", "Two[2]"]),
        ("```\ncode\n```\nText", [(8, 1)], ["code", "Text"]),
        ("|a|b|\n|-|-|\n|c|d|", [(14, 1)], ["a", "b", "c[1]", "d"]),
    ],
)
def test_a_number_stands_behind_what_cites(
    text: str, marks: list[Mark], expected: list[str]
) -> None:
    assert drawn(text, *marks) == expected
