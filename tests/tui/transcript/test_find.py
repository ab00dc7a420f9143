"""A search finds what is read, across the markup it is written in."""

from __future__ import annotations

import pytest

from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript.find import Finder


def found(query: str, text: Text) -> list[str]:
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
        (" ", "a b", []),
        ("x", "", []),
    ],
)
def test_what_is_found(query: str, text: str, expected: list[str]) -> None:
    assert found(query, Text(text)) == expected


def test_matches_are_kept_up_as_the_text_grows() -> None:
    finder, text = Finder("grey heron"), Text()
    whole = "A grey heron and a **grey** heron. " * 300
    for at in range(0, len(whole), 7):
        text = text + whole[at : at + 7]
        found = finder.matches(Cell("a", CellKind.ANSWER, text))
    assert found == Finder("grey heron").matches(Cell("a", CellKind.ANSWER, Text(whole)))
    assert len(found) == 600
