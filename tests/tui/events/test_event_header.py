"""The two lines above the events."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color

from ppchat.core.chat.rounds import Place
from ppchat.core.inspect.event_rows import Depth
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request
from ppchat.tui.events.event_header import (
    Heading,
    column_headings,
    empty_list_lines,
    title_segments,
)
from ppchat.tui.events.event_row import fit_columns
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.exchanges import weather_exchange
from tests.support.recordings import build_recording, message_events

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))
RECORDING = build_recording(message_events())


def title(
    hits: int | None = None,
    note: str = "",
    position: int = 6,
    *,
    following: bool = False,
    width: int = 60,
    timed: bool = True,
) -> str:
    recording = RECORDING if timed else build_recording(message_events(), timed=False)
    segments = title_segments(
        as_rounds(recording), hits, note, Playhead(position, following), width, STYLES
    )
    return "".join(segment.text for segment in segments)


def test_of_several_rounds_the_title_names_the_one_of_the_cursor() -> None:
    rounds = Rounds(weather_exchange())
    for position, state in [(3, "round 1, at 2"), (8, "round 2, at 1"), (0, "before the first")]:
        playhead = Playhead(position, following=False)
        segments = title_segments(rounds, None, "", playhead, 60, STYLES)
        assert "".join(segment.text for segment in segments).endswith(f"  {state}")


def test_the_title_shows_where_the_cursor_is() -> None:
    assert title().split("  ")[0] == " Events 11"
    assert title().endswith(" at 5")
    assert title(position=0).endswith(" before the first")
    assert title(following=True).endswith(" follow ▼")
    assert cell_len(title()) < 60
    assert title(width=12) == " Events 11"


@pytest.mark.parametrize(
    ("place", "width", "expected"),
    [
        (Place(2, 3, 1, 1), 60, " answer 2 of 3 · 11 events"),
        (Place(2, 3, 2, 4), 60, " answer 2 of 3 · round 2 of 4 · 11 events"),
        (Place(2, 3, 2, 4), 30, " 2/3 · 2/4 · 11 events"),
    ],
)
def test_the_title_says_which_round_of_which_answer_it_is(
    place: Place, width: int, expected: str
) -> None:
    segments = title_segments(
        as_rounds(RECORDING), None, "", Playhead(6), width, STYLES, Heading(place)
    )
    shown = "".join(segment.text for segment in segments)
    assert shown.removesuffix("follow ▼").rstrip() == expected


def test_the_title_shows_the_filter_and_its_hits() -> None:
    assert title(1234, "type:text\x1b").startswith(" Events 11  1,234 hits  / type:text␛")
    assert title(0).startswith(" Events 11  0 hits ")
    assert "no timestamps" in title(timed=False)
    assert "no timestamps" not in title(0, timed=False)


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("width", [20, 40, 80, 110])
def test_the_headings_are_those_of_the_columns_that_fit(width: int, timed: bool) -> None:
    columns = fit_columns(width, 17, timed)
    (segment,) = column_headings(columns, Depth.STEPS, width, STYLES)
    names = {"#", "event"}
    names |= {"time", "s"} if columns.time else set()
    names |= {"Δ", "ms"} if columns.gap else set()
    names |= {"item"} if columns.item else set()
    names |= {"bytes"} if columns.size else set()
    assert set(segment.text.split()) == names
    assert cell_len(segment.text) <= max(width, 20)


def test_a_list_without_rows_says_why() -> None:
    recording = Recording(Request({}, ""))
    assert empty_list_lines(recording, 40, filtered=False) == [" No events yet"]
    problem = Problem("rate limited", "429 Too Many\x1b: slow down", "Wait, then try again.")
    recording.apply(Ended(0, End.REFUSED, problem))
    lines = [" No events", " 429 Too Many␛: slow", " down", " Wait, then try again."]
    assert empty_list_lines(recording, 24, filtered=False) == lines
    assert empty_list_lines(recording, 24, filtered=True) == lines
    assert empty_list_lines(RECORDING, 40, filtered=True) == [" No matching events"]
    assert empty_list_lines(RECORDING, 40, filtered=False) == []
