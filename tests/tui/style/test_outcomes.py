"""Every outcome has a colour."""

from __future__ import annotations

import pytest
from textual.color import Color

from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import Tone
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.outcomes import TONE_COLORS, TONE_STYLES, tone_style
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.style.themes import DARK


def test_every_outcome_has_a_color() -> None:
    for mark in OUTCOME_MARKS.values():
        assert TONE_COLORS[mark.tone] in TONE_STYLES[mark.tone]


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_a_style_in_lists_and_in_text(tone: Tone) -> None:
    variables = DARK.to_color_system().generate()
    background = Color.parse(variables["background"])
    assert tone_style(EventStyles(variables, background), tone).color
    assert tone.value in Palette(variables, background).style_names
