"""Very many and very large events: every key still works."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.inspect.findings_view import FindingsView
from tests.support.hosts import visible_lines
from tests.support.recordings import MS, T0_NS, build_recording, encode_sse
from tests.support.until import until, until_idle
from tests.tui.screens.inspect.test_screen import Inspecting


async def wander(app: Inspecting, pilot: Pilot[Any], total: int) -> None:
    """Go to the start, the middle and the end."""
    await pilot.press("g", "right", "shift+right", "j", "k", "t", "t")
    await pilot.press("colon", *"50%", "enter")
    await until(pilot, lambda: app.inspect.position == round(total / 2))
    await pilot.press("G")
    await until(pilot, lambda: app.inspect.position == total)
    await until_idle(pilot)


async def test_two_hundred_thousand_events() -> None:
    total = 200_000
    recording = Recording(Request({}, ""))
    recording.apply(Started(T0_NS))
    raw = encode_sse({"type": "response.output_text.delta", "output_index": 0, "delta": "x"})
    recording.extend(Frame(raw, T0_NS + n * MS) for n in range(total))
    recording.apply(Ended(T0_NS + total * MS, End.EOF))
    app = Inspecting([recording])
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.inspect.query_one(EventList).processed_count == total)
        await wander(app, pilot, total)
        assert "200,000" in visible_lines(app.inspect.query_one(EventList))[0]
        assert "message" not in visible_lines(app.inspect.query_one(Timeline))[0]


async def test_events_of_ten_megabytes() -> None:
    image = {"type": "response.image_generation_call.partial_image", "output_index": 0}
    nested: Any = {"type": "x", "tree": [[{"leaf": n}] * 40 for n in range(40_000 // 40)]}
    recording = build_recording(
        [
            (1, {**image, "partial_image_b64": "A" * 10_000_000}),
            (2, nested),
            (3, {"type": "response.output_text.delta", "delta": "y" * 1_000_000}),
            (4, b"data: " + b"z" * 3_000_000 + b"\n\n"),
        ]
    )
    app = Inspecting([recording])
    async with app.run_test(size=(120, 36)) as pilot:
        await until_idle(pilot)
        for position in (1, 2, 3, 4):
            await pilot.press("colon", str(position - 1), "enter")
            await until(pilot, lambda position=position: app.inspect.position == position)  # type: ignore[misc]
            for mode in ("json", "raw", "change"):
                app.inspect.query_one("Detail").mode = mode  # type: ignore[attr-defined]
                await pilot.pause()
                await until_idle(pilot)
        view = app.inspect.query_one(FindingsView)
        assert view.option_count > 1
