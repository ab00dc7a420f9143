"""A search finds rendered text across the markup of its source."""

from __future__ import annotations

import pytest

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.highlight.find import Finder


def find_matches(query: str, text: Rope) -> list[str]:
    cell = Cell("a", CellKind.ANSWER, text)
    return [text.slice(start, stop) for start, stop in Finder(query).matches(cell)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("heron", "A heron, a Heron", ["heron", "Heron"]),
        ("Heron", "A heron, a Heron", ["Heron"]),
        ("grey heron", "a **grey** heron", ["grey** heron"]),
        ("grey heron", "a grey\n> heron", ["grey\n> heron"]),
        ("heron", "he**ron**", ["he**ron"]),
        (
            "guide tells",
            "the [guide](https://a.example) tells",
            ["guide](https://a.example) tells"],
        ),
        ("a.b", "axb a.b", ["a.b"]),
        ("**", "a **b**", ["**", "**"]),
        ("f*g", "f**g f**h", ["f**g"]),
        ("snake_case", r"a **snake\_case** name", [r"snake\_case"]),
        ("a | b", "**a** | b", ["a** | b"]),
        ("x[0]", "x[0] and `x`[0]", ["x[0]", "x`[0]"]),
        (" ", "a b", []),
        ("x", "", []),
    ],
)
def test_matches_of_a_query(query: str, text: str, expected: list[str]) -> None:
    assert find_matches(query, Rope(text)) == expected


def test_matches_are_updated_as_the_text_grows() -> None:
    finder, text = Finder("grey heron"), Rope()
    complete = "A grey heron and a **grey** heron. " * 300
    for at in range(0, len(complete), 7):
        text = text + complete[at : at + 7]
        matches = finder.matches(Cell("a", CellKind.ANSWER, text))
    assert matches == Finder("grey heron").matches(Cell("a", CellKind.ANSWER, Rope(complete)))
    assert len(matches) == 600
