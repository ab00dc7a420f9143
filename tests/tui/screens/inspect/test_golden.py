"""The inspector as text at three sizes; `GOLDEN=write` accepts the current output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.recordings import build_recording, message_events
from tests.support.until import until, until_idle

GOLDEN = Path(__file__).parents[3] / "golden" / "inspector"
SIZES = [(80, 24), (120, 36), (200, 50)]
TWISTER = "Peter Piper picked a peck of pickled peppers. "


def stalled_events() -> list[tuple[float, dict[str, Any]]]:
    """Reasoning, a search, and an answer with a stall in it."""
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": []}
    search = {"type": "web_search_call", "id": "ws_1", "action": {"query": "peppers"}}
    searching, searched = ({**search, "status": word} for word in ("in_progress", "completed"))
    summary_part = {"type": "summary_text", "text": "**Twisters**\nIt is a well-known one."}
    thought = {**reasoning, "summary": [summary_part]}
    at_summary = {"item_id": "rs_1", "output_index": 0, "summary_index": 0}
    at_search = {"item_id": "ws_1", "output_index": 1}
    empty_part = {**summary_part, "text": ""}
    head = message_events([])[:2]
    events: list[tuple[float, dict[str, Any]]] = [
        *head,
        (210, {"type": "response.output_item.added", "output_index": 0, "item": reasoning}),
        (211, {"type": "response.reasoning_summary_part.added", **at_summary, "part": empty_part}),
    ]
    for n, word in enumerate(("**Twisters**\n", "It", " is", " a", " well", "-known", " one.")):
        delta = {"type": "response.reasoning_summary_text.delta", **at_summary}
        events.append((230 + 24 * n, {**delta, "delta": word}))
    summary = {"type": "response.reasoning_summary_text.done", **at_summary}
    events += [
        (400, {**summary, "text": summary_part["text"]}),
        (400, {"type": "response.reasoning_summary_part.done", **at_summary, "part": summary_part}),
        (401, {"type": "response.output_item.done", "output_index": 0, "item": thought}),
        (403, {"type": "response.output_item.added", "output_index": 1, "item": searching}),
        (403, {"type": "response.web_search_call.in_progress", **at_search}),
        (404, {"type": "response.web_search_call.searching", **at_search}),
        (990, {"type": "response.web_search_call.completed", **at_search}),
        (991, {"type": "response.output_item.done", "output_index": 1, "item": searched}),
    ]
    words = [word + " " for word in (TWISTER * 4).split()]
    for n, (_, data) in enumerate(message_events(words)[2:]):
        ms = 1000 + 21 * n + (800 if n > 20 else 0)
        events.append((ms, {**data, "output_index": 2} if "output_index" in data else data))
    events[-1][1]["response"]["output"] = []
    return [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(events)]


class ScreenHost(App[None]):
    """An app with one screen."""

    def __init__(self, first_screen: Screen[None]) -> None:
        super().__init__()
        self._first_screen = first_screen

    def on_mount(self) -> None:
        self.push_screen(self._first_screen)


def render_text(screen: Screen[None]) -> str:
    """All lines except the key bar."""
    strips = screen._compositor.render_strips()[:-1]
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def compare_to(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text)
    assert text == path.read_text()


async def settle(app: App[None], pilot: Pilot[Any]) -> None:
    await until_idle(pilot)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_inspector_at_an_event(size: tuple[int, int]) -> None:
    recording: Recording = build_recording(stalled_events(), opened_ms=90)
    screen = InspectScreen([recording])
    app = ScreenHost(screen)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        await until(pilot, lambda: screen.query_one(FindingsView).option_count > 1)
        await pilot.press("colon", *"30", "enter")
        await until(pilot, lambda: screen.position == 31)
        await settle(app, pilot)
        compare_to(f"inspect-{size[0]}x{size[1]}", render_text(screen))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_two_side_by_side(size: tuple[int, int]) -> None:
    screen = CompareScreen(
        [
            build_recording(stalled_events(), opened_ms=90),
            build_recording(message_events(["Peter "] * 40)),
        ],
        ["one", "other"],
    )
    app = ScreenHost(screen)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        compare_to(f"compare-{size[0]}x{size[1]}", render_text(screen))
