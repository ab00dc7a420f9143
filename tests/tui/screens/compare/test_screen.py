"""Comparing responses."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import Static

from ppchat.core.recording.recording import Recording
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.compare.answer_columns import AnswerColumns
from ppchat.tui.screens.compare.growth_chart import GrowthChart
from ppchat.tui.screens.compare.screen import CompareScreen
from tests.support.chunks import TWISTER, chat_recording
from tests.support.hosts import visible_lines
from tests.support.recordings import build_recording, message_events
from tests.support.until import until

FAST = build_recording(message_events(["Peter "] * 30, gap_ms=10))
SLOW = build_recording(message_events(["Peter "] * 30, start_ms=600, gap_ms=40))


class Comparing(App[None]):
    """An app with only the comparison."""

    def __init__(self, recordings: list[Recording]) -> None:
        super().__init__()
        self.compare = CompareScreen(recordings, [f"run {n}" for n in range(len(recordings))])

    def on_mount(self) -> None:
        self.push_screen(self.compare)


def table(screen: CompareScreen) -> dict[str, str]:
    lines = str(screen.query_one("#compare-table", Static).render()).splitlines()
    return {line[:13].strip(): line[13:] for line in lines}


async def test_lanes_growth_and_differences() -> None:
    app = Comparing([FAST, SLOW])
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        rows = table(app.compare)
        assert rows["TTFT"].split() == ["302", "ms", "602", "ms", "▲", "+300", "ms", "×1.99"]
        assert rows["ICL p50"].split() == ["10", "ms", "40", "ms", "▲", "+30", "ms", "×4.00"]
        assert rows["characters"].split() == ["180", "180", "="]
        fast, slow = app.compare.query(Timeline)
        assert visible_lines(fast)[2].split()[:4] == visible_lines(slow)[2].split()[:4]
        signs = "".join(visible_lines(app.compare.query_one(GrowthChart)))
        assert "●" in signs
        assert "◆" in signs


async def test_swapping_makes_the_other_response_the_first() -> None:
    app = Comparing([FAST, SLOW])
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("s")
        figures = ["602", "ms", "302", "ms", "▼", "−300", "ms", "×0.50"]
        await until(pilot, lambda: table(app.compare).get("TTFT", "").split() == figures)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not app.compare)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (20, 6)])
async def test_any_recordings_at_any_size(size: tuple[int, int]) -> None:
    many = [
        FAST,
        build_recording([]),
        build_recording(message_events(), timed=False),
        build_recording(message_events()[:1]),
        SLOW,
    ]
    app = Comparing(many)
    async with app.run_test(size=size) as pilot:
        await pilot.press("pagedown", "end", "s")
        assert len(app.compare.query(Timeline)) == 5


async def test_the_protocols_of_both_are_named_on_one_axis() -> None:
    app = Comparing([FAST, chat_recording(*TWISTER)])
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        captions = [
            str(name.render()) for name in app.compare.query(".compare-name").results(Static)
        ]
        assert captions[:2] == ["● run 0  Responses", "◆ run 1  Chat Completions"]
        fast, chat = app.compare.query(Timeline)
        assert fast.axis_end == chat.axis_end > 0
        assert table(app.compare)["TTFT"].split()[:4] == ["302", "ms", "101", "ms"]


async def test_a_key_chooses_between_figures_and_answers() -> None:
    app = Comparing([FAST, SLOW])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()

        def shown() -> tuple[bool, bool]:
            return tuple(  # type: ignore[return-value]
                app.compare.query_one(view).region.height > 0
                for view in (".compare-figures", "AnswerColumns")
            )

        assert shown() == (True, False)
        for expected in ((False, True), (True, True), (True, False)):
            await pilot.press("v")
            await until(pilot, lambda expected=expected: shown() == expected)  # type: ignore[misc]
        await pilot.press("v", "s")
        await until(
            pilot, lambda: "run 1" in visible_lines(app.compare.query_one(AnswerColumns))[0][:9]
        )


async def test_a_tall_screen_shows_all() -> None:
    app = Comparing([FAST, SLOW])
    async with app.run_test(size=(120, 90)) as pilot:
        await pilot.pause()
        assert app.compare.query_one(AnswerColumns).region.height
        assert app.compare.query_one(GrowthChart).region.height
