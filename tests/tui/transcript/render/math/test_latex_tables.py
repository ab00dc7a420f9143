"""The tables of mathematical characters."""

from __future__ import annotations

from rich.cells import cell_len

from ppchat.tui.transcript.render.math.latex_tables import SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS


def test_a_character_takes_the_place_of_one() -> None:
    for char in (*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()):
        assert len(char) == cell_len(char) == 1


def test_symbols_can_be_printed() -> None:
    assert all(symbol.isprintable() for symbol in SYMBOLS.values())
