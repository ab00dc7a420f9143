"""What a terminal can show, by its environment."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem

from ppchat.tui.pictures import graphics
from ppchat.tui.pictures.graphics import Graphics, inline_graphics, screen_graphics

TRUE = ColorSystem.TRUECOLOR


@pytest.mark.parametrize(
    ("environment", "inline", "screen"),
    [
        ({"TERM": "xterm-kitty"}, Graphics.KITTY, Graphics.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, Graphics.KITTY, Graphics.KITTY),
        ({"TERM": "xterm-ghostty"}, Graphics.KITTY, Graphics.KITTY),
        ({"TERM_PROGRAM": "ghostty"}, Graphics.KITTY, Graphics.KITTY),
        ({"TERM_PROGRAM": "iTerm.app"}, Graphics.BLOCKS, Graphics.ITERM),
        ({"LC_TERMINAL": "iTerm2"}, Graphics.BLOCKS, Graphics.ITERM),
        ({"TERM_PROGRAM": "WezTerm"}, Graphics.BLOCKS, Graphics.ITERM),
        ({"KONSOLE_VERSION": "240800"}, Graphics.BLOCKS, Graphics.ITERM),
        ({"TERM": "foot"}, Graphics.BLOCKS, Graphics.SIXEL),
        ({"WT_SESSION": "a-b"}, Graphics.BLOCKS, Graphics.SIXEL),
        ({"TERM": "xterm-256color"}, Graphics.BLOCKS, Graphics.BLOCKS),
        ({"TERM": "tmux", "TMUX": "/t", "KITTY_WINDOW_ID": "1"}, Graphics.BLOCKS, Graphics.BLOCKS),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, Graphics.WORDS, Graphics.WORDS),
        ({}, Graphics.BLOCKS, Graphics.BLOCKS),
    ],
    ids=str,
)
def test_by_the_environment(
    environment: dict[str, str], inline: Graphics, screen: Graphics
) -> None:
    assert inline_graphics(environment, TRUE) is inline
    assert screen_graphics(environment, TRUE) is screen


def test_few_colours_and_plain_text_have_words() -> None:
    for depth in (ColorSystem.STANDARD, ColorSystem.WINDOWS):
        assert screen_graphics({"TERM": "foot"}, depth) is Graphics.WORDS
    assert screen_graphics({}, TRUE, plain=True) is Graphics.WORDS
    # the number of an image is a colour of 24 bits
    assert inline_graphics({"TERM": "xterm-kitty"}, ColorSystem.EIGHT_BIT) is Graphics.BLOCKS


def test_without_the_library_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "is_installed", lambda: False)
    assert inline_graphics({}, TRUE) is Graphics.MISSING
    assert inline_graphics({}, TRUE, plain=True) is Graphics.WORDS
