"""The text at an event: its addition, the end of a long text, and lateness."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.recording.recording import Recording
from ppchat.core.view.cell import CellKind
from ppchat.tui.screens.inspect.text_at_event import TEXT_LIMIT, TextAtEvent, cells_at
from tests.support.exchanges import weather_exchange
from tests.support.hosts import Host
from tests.support.recordings import build_recording, message_events
from tests.support.until import until, until_idle


async def show(pilot: Pilot[Any], widget: TextAtEvent, recording: Recording, position: int) -> None:
    widget.position = position
    widget.recording = recording
    await pilot.pause()


def background_colors(widget: TextAtEvent) -> set[object]:
    """The background colours of the text."""
    colors: set[object] = set()
    for strip in widget.render_lines(widget.size.region):
        for segment in strip:
            if segment.text.strip() and segment.style:
                colors.add(segment.style.bgcolor)
    return colors


async def test_the_text_at_an_event_with_what_it_added() -> None:
    widget = TextAtEvent()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await show(pilot, widget, build_recording(message_events()), 6)
        cell = widget.cells[0]
        assert (str(cell.text), cell.added) == ("Peter Piper", (5, 11))
        widget.position = 5
        await pilot.pause()
        assert str(widget.cells[0].text) == "Peter"


async def test_a_long_text_is_cut_to_its_end() -> None:
    recording = build_recording(message_events(["0123456789"] * 3000))
    widget = TextAtEvent()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await show(pilot, widget, recording, 2500)
        cell = widget.cells[0]
        text = str(cell.text)
        assert len(text) <= TEXT_LIMIT
        assert "earlier characters" in text
        assert cell.added is not None
        assert text[slice(*cell.added)] == "0123456789"
        assert cell.added[1] == len(text)


async def test_notices_appear_at_the_end() -> None:
    events = message_events()
    note = {"type": "url_citation", "url": "https://example.org/", "title": "x"}
    annotation = {"type": "response.output_text.annotation.added", "annotation": note}
    indices = {"output_index": 0, "content_index": 0}
    events.insert(7, (345, {**annotation, **indices}))
    recording = build_recording(events)
    kinds = [cell.kind for cell in cells_at("x", recording, len(recording))]
    assert CellKind.NOTICE in kinds
    assert CellKind.NOTICE not in [
        cell.kind for cell in cells_at("x", recording, len(recording) - 1)
    ]


@pytest.mark.parametrize(
    "chunks", [["one", " two", " three", " four"] * 4, ["0123456789"] * 2000], ids=["short", "long"]
)
async def test_lateness_tints_the_text_until_it_is_removed(chunks: list[str]) -> None:
    events = message_events(chunks)
    late = len(events) - 8
    recording = build_recording(
        [(ms + 400 * (n >= late), data) for n, (ms, data) in enumerate(events)]
    )
    widget = TextAtEvent()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await show(pilot, widget, recording, len(recording) - 4)
        plain = background_colors(widget)
        widget.tinted = True
        await until_idle(pilot)
        await until(pilot, lambda: len(background_colors(widget)) > len(plain))
        widget.tinted = False
        await until(pilot, lambda: background_colors(widget) == plain)


async def test_the_rounds_before_stand_above_the_text() -> None:
    rounds = Rounds(weather_exchange())
    widget = TextAtEvent()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        widget.rounds = rounds
        await show(pilot, widget, rounds.last, 3)
        texts = [str(cell.text) for cell in widget.cells]
        assert texts[-1] == "Sunny"
        assert "sunny, 24" in texts
        assert widget.cells[-1].added == (0, 5)
        await show(pilot, widget, rounds.first, 3)
        assert "sunny, 24" not in [str(cell.text) for cell in widget.cells]
