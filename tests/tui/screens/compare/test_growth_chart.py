"""The curves of several answers on one axis."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.compare.growth_chart import CURVE_SIGNS, GrowthChart
from tests.support.hosts import Host, visible_lines
from tests.support.recordings import build_recording, message_events

FAST = build_recording(message_events(["Peter "] * 30, gap_ms=10))
SLOW = build_recording(message_events(["Peter "] * 15, start_ms=600, gap_ms=40))


async def chart_lines(
    recordings: Sequence[Recording],
    size: tuple[int, int] = (80, 9),
    names: Sequence[str] = (),
) -> list[str]:
    widget = GrowthChart(recordings, names)
    widget.styles.padding = 0
    widget.styles.height = size[1]
    async with Host(widget).run_test(size=size):
        assert {widget.render_line(y).cell_length for y in range(size[1] + 3)} == {size[0]}
        return visible_lines(widget)


async def test_the_axis_goes_from_nothing_to_the_longest_answer() -> None:
    lines = await chart_lines([SLOW, FAST])
    assert lines[0].split()[:2] == ["180", "ch"]
    assert lines[4].split()[:2] == ["90", "ch"]
    assert lines[-1].split()[:2] == ["0", "ch"]
    assert lines[0].rstrip("·◆ ").strip() == "180 ch"  # only the longer one reaches the top


async def test_a_curve_rises_and_the_faster_one_begins_first() -> None:
    lines = await chart_lines([FAST, SLOW])
    for sign in CURVE_SIGNS[:2]:
        columns = [line.index(sign) for line in lines if sign in line]
        assert columns == sorted(columns, reverse=True)
    last = next(line for line in reversed(lines) if CURVE_SIGNS[0] in line)
    assert CURVE_SIGNS[1] not in last[: last.index(CURVE_SIGNS[0])]


async def test_where_curves_meet_both_are_seen() -> None:
    lines = await chart_lines([FAST, FAST])
    first, second = ("".join(lines).count(sign) for sign in CURVE_SIGNS[:2])
    assert abs(first - second) <= 9  # in turns, in each of nine lines
    assert second


async def test_the_name_of_a_curve_stands_at_its_end() -> None:
    lines = await chart_lines([FAST, SLOW], names=["quick", "steady"])
    assert sum("quick" in line for line in lines) == 1
    assert sum("steady" in line for line in lines) == 1


@pytest.mark.parametrize("size", [(10, 1), (20, 3), (120, 9)])
@pytest.mark.parametrize(
    "recordings",
    [[], [build_recording([])], [FAST] * 12, [build_recording(message_events(), timed=False)]],
    ids=["none", "empty", "many", "no times"],
)
async def test_any_answers_at_any_size(recordings: list[Recording], size: tuple[int, int]) -> None:
    assert len(await chart_lines(recordings, size)) == size[1]
