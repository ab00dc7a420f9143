"""The marks of a round in a window that may lie beside it."""

from __future__ import annotations

from textual.color import Color

from ppchat.core.inspect.lanes import Lanes
from ppchat.tui.events.chart.round_marks import Mark, RoundMarks
from ppchat.tui.events.chart.time_window import TimeWindow
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.recordings import MS, TWISTER, build_recording

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))


def marks(low_ms: int, high_ms: int) -> RoundMarks:
    """The marks of an answer of 390 ms in 20 columns."""
    lanes = Lanes(build_recording(TWISTER))
    lanes.grow()
    return RoundMarks(lanes, None, TimeWindow(low_ms * MS, high_ms * MS), 20, 12, STYLES)


def drawn(row: list[Mark]) -> str:
    return "".join(mark or " " for mark, _, _ in row)


def test_it_waits_from_its_request_to_its_first_delta() -> None:
    wait = drawn(marks(0, 400).wait)
    assert wait.startswith("░▒▒▒▒▒▒▒▒▒▒▒▒▒▒")
    assert wait[-1] == "▪" or not wait[-1].strip(" ·")


def test_nothing_is_drawn_before_its_request() -> None:
    wait = drawn(marks(-400, 400).wait)
    assert not wait[:10].strip()
    assert wait[10].strip()


def test_beside_the_window_there_are_no_marks() -> None:
    for low, high in ((-800, -400), (800, 1200)):
        beside = marks(low, high)
        lane = Lanes(beside.recording)
        lane.grow()
        assert not drawn(beside.wait).strip()
        assert not drawn(beside.lane(lane.by_index[0])).strip()
        assert not any(beside.gaps)


def test_a_lane_is_named_by_its_item() -> None:
    assert marks(0, 400).lane_name(0) == "message"
