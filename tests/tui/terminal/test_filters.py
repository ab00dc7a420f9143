"""The filter before the terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from ppchat.tui.terminal.filters import Net

BLACK = Color(0, 0, 0)


def test_clean_text_passes_untouched() -> None:
    segments = [Segment("Peter 翻訳 ▲", Style(bold=True))]
    assert Net().apply(segments, BLACK) is segments


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_control_leaves_and_the_style_stays(text: str) -> None:
    style = Style(bold=True)
    (segment,) = Net().apply([Segment(text, style)], BLACK)
    assert segment.style == style
    assert not any(ord(each) < 32 or 0x7F <= ord(each) < 0xA0 for each in segment.text)


def test_the_apps_own_controls_pass() -> None:
    control = Control.move_to(1, 2).segment
    assert Net().apply([control, Segment("\x1b")], BLACK)[0] is control
