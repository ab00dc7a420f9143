"""The columns on the terminal are straight, however many events arrive."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.events.event_list import HEADER_LINES, EventList
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.mirrored_app import MirroredApp, cells, expected
from tests.support.recordings import build_frame, build_recording
from tests.support.until import until_idle

SINGLE = 5
RUN = {"type": "response.output_text.delta", "output_index": 0, "delta": "word "}


def extend(recording: Recording, count: int) -> None:
    """Append events: some rows of single ones, then a run, so that the list does not scroll."""
    start = len(recording)
    recording.extend(
        build_frame(n * 10, {"type": f"x{n}"} if n < SINGLE else RUN)
        for n in range(start, start + count)
    )


def number_ends(app: MirroredApp, events: EventList) -> set[int]:
    """Where the numbers end, of the heading and of all rows that the terminal shows."""
    region = events.region
    lines = [line[region.x : region.right] for line in app.terminal.display]
    rows = lines[region.y + HEADER_LINES - 1 : region.bottom]
    return {len(row) - len(row[1:].lstrip().partition(" ")[2]) for row in rows if row.strip()}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("boundary", [10, 100, 1_000, 10_000])
async def test_another_digit_moves_all_rows_at_once(boundary: int, width: int) -> None:
    recording = build_recording([], end=None)
    extend(recording, boundary - 5)
    app = MirroredApp()
    screen = InspectScreen([recording])
    async with app.run_test(size=(width, 36)) as pilot:
        await app.push_screen(screen)
        await until_idle(pilot)
        await pilot.pause()
        screen._ticks.pause()
        events = screen.query_one(EventList)
        for _ in range(8):
            extend(recording, 1)
            screen.playhead = Playhead(len(recording))
            screen._show_new_events(0)
            # Events that arrive between the decision what to draw and its drawing.
            extend(recording, 1)
            await pilot.pause()
            assert len(number_ends(app, events)) == 1
        screen.playhead = Playhead(len(recording))
        screen._show_new_events(0)
        await pilot.pause()
        assert cells(app.terminal) == expected(app)
