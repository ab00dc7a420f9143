"""After any number of updates, the terminal shows the same as with Textual's own compositor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from ppchat.core.stream.signals import End, Ended
from ppchat.tui.dialogs.figures.metrics_help import MetricsHelpScreen
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.terminal.compositor import LeanCompositor
from tests.support.mirrored_app import MirroredApp, cells, expected
from tests.support.recordings import build_recording, message_events
from tests.support.until import until, until_idle

Action = Callable[[MirroredApp, Pilot[Any]], Awaitable[object]]


async def theme(app: MirroredApp, pilot: Pilot[Any]) -> None:
    app.theme = "textual-light"
    await pilot.pause()


async def seek(app: MirroredApp, pilot: Pilot[Any]) -> None:
    screen: Any = app.screen
    screen._go(9)
    await pilot.pause()
    screen._go(25)


def press(*keys: str) -> Action:
    return lambda _, pilot: pilot.press(*keys)


def resize(width: int, height: int) -> Action:
    return lambda _, pilot: pilot.resize_terminal(width, height)


INSPECTOR: list[tuple[str, Action]] = [
    ("open", press()),
    ("the first events", press("g", "right", "right", "right", "right")),
    ("rows", press("j", "j", "t", "pagedown", "k")),
    ("a mark", press("m", "up", "m", "n")),
    ("two seeks in one update", seek),
    ("a line over the list", press("slash", *"text")),
    ("a hint, then away", press("x", "enter", "escape")),
    ("an overlay", press("question_mark")),
    ("back", press("escape")),
    ("the tint", press("L")),
    ("the detail", press("enter", "3", "1", "j", "j", "enter")),
    ("another theme", theme),
    ("narrow", resize(80, 24)),
    ("the detail alone", press("enter")),
    ("the list again", press("escape")),
    ("wide and low", resize(130, 20)),
    ("the timeline", press("tab", "tab", "tab", "up", "up", "h", "0")),
    ("large", resize(160, 50)),
    ("the end", press("end", "G")),
]


async def test_the_inspector_through_many_user_actions() -> None:
    app = MirroredApp()
    complete = build_recording(
        message_events([word + " 漢字 " for word in ("Peter", "Piper", "picked", "a", "peck")] * 9)
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await app.push_screen(InspectScreen([complete]))
        assert isinstance(app.screen._compositor, LeanCompositor)
        for name, action in INSPECTOR:
            await action(app, pilot)
            await until_idle(pilot)
            await pilot.pause()
            assert cells(app.terminal) == expected(app), name


async def test_a_stream_that_grows_behind_another_screen() -> None:
    app = MirroredApp()
    complete = build_recording(message_events(["word "] * 60))
    growing = build_recording(message_events(["word "] * 60)[:4], end=None)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = InspectScreen([growing])
        await app.push_screen(screen)
        for n in range(4, len(complete)):
            growing.extend([complete.frame(n)])
            if n == 20:
                await app.push_screen(MetricsHelpScreen([]))
            if n == 40:
                await pilot.press("escape")
            if n % 5 == 0:
                await until(pilot, lambda n=n: screen.query_one(EventList).processed_count == n + 1)  # type: ignore[misc]
                await pilot.pause()
        growing.apply(Ended(growing.at_ns(len(growing) - 1), End.EOF))
        await until(pilot, lambda: screen.query_one(Timeline).now_ns == 0)
        await until_idle(pilot)
        await pilot.pause()
        assert app.screen is screen
        assert cells(app.terminal) == expected(app)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_comparing_while_scrolled_and_swapped(size: tuple[int, int]) -> None:
    app = MirroredApp()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(InspectScreen([build_recording(message_events())]))
        compare_screen = CompareScreen(
            [build_recording(message_events()), build_recording(message_events(["a "] * 40))]
        )
        await app.push_screen(compare_screen)
        assert isinstance(compare_screen._compositor, LeanCompositor)
        for action in (press(), press("pagedown"), press("s"), theme, resize(100, 20), press("up")):
            await action(app, pilot)
            await pilot.pause()
            assert cells(app.terminal) == expected(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, InspectScreen)
        assert cells(app.terminal) == expected(app)
