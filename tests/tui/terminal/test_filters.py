"""The filter before the terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from ppchat.tui.terminal.contrast import Display
from ppchat.tui.terminal.filters import ReadableFilter, SanitizeFilter

BLACK = Color(0, 0, 0)


def test_safe_text_passes_unchanged() -> None:
    segments = [Segment("Peter 翻訳 ▲", Style(bold=True))]
    assert SanitizeFilter().apply(segments, BLACK) is segments


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_control_character_gets_through_and_the_style_stays(text: str) -> None:
    style = Style(bold=True)
    (segment,) = SanitizeFilter().apply([Segment(text, style)], BLACK)
    assert segment.style == style
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in segment.text)


def test_places_of_images_pass_alone() -> None:
    own, foreign = Segment("\U0010eeee\u0305\u030d" * 9), Segment("\U0010eeee\u0305\x1b")
    assert SanitizeFilter().apply([own], BLACK) == [own]
    (sanitized,) = SanitizeFilter().apply([foreign], BLACK)
    assert sanitized.text == "\ufffd\u0305␛"


def test_control_segments_of_the_app_pass() -> None:
    control = Control.move_to(1, 2).segment
    assert SanitizeFilter().apply([control, Segment("\x1b")], BLACK)[0] is control


def test_text_that_cannot_be_read_is_recoloured_and_lines_are_not() -> None:
    style = Style.parse("#202020 on #000000")
    control = Control.move_to(1, 2).segment
    segments = [Segment("text", style), Segment(" │▌", style), control]
    text, line, last = ReadableFilter(Display()).apply(segments, BLACK)
    assert text.style != style
    assert line.style == style
    assert last is control
