"""The row of something to choose."""

from __future__ import annotations

import pytest
from textual.css.styles import RulesMap
from textual.style import Style
from textual.visual import RenderOptions

from ppchat.tui.dialogs.choice import Choice, ChoiceRow


def line(choice: Choice, width: int) -> str:
    options = RenderOptions(lambda _: Style(), {})
    (strip,) = ChoiceRow(choice).render_strips(width, None, Style(), options)
    assert strip.cell_length == width
    return strip.text


@pytest.mark.parametrize("width", [8, 20, 40])
def test_the_note_is_at_the_right_edge(width: int) -> None:
    text = line(Choice("a", "Choose a theme of many", "f6"), width)
    assert text.endswith("  f6")
    assert text.startswith("Cho")
    assert ("…" in text) is (width < 26)


def test_an_obstacle_takes_the_place_of_the_note() -> None:
    choice = Choice("a", "Export", "x", obstacle="nothing yet")
    assert line(choice, 30) == "Export             nothing yet"
    assert str(ChoiceRow(choice)) == "Export  nothing yet"


def test_it_is_sanitized_and_one_line() -> None:
    row = ChoiceRow(Choice("a", "two\nlines\x1b]52;c;x\x07"))
    assert not {"\n", "\x1b", "\x07"} & set(str(row))
    assert row.get_height(RulesMap(), 3) == 1
