"""The text as it was: what an event added, the end of a long text, lateness."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ppchat.core.recording.recording import Recording
from ppchat.core.view.cell import CellKind
from ppchat.tui.screens.inspect.text_then import TEXT_SHOWN, TextThen, cells_then
from tests.support.hosts import Host, until
from tests.support.made import message, recording


async def opened(pilot: Pilot[Any], widget: TextThen, made: Recording, position: int) -> None:
    widget.position = position
    widget.recording = made
    await pilot.pause()


def grounds(widget: TextThen) -> set[object]:
    """The backgrounds in which the text stands."""
    found = set()
    for y in range(widget.size.height):
        for segment in widget.render_line(y):
            if segment.text.strip() and segment.style:
                found.add(segment.style.bgcolor)
    return found


async def test_the_text_at_an_event_with_what_it_added() -> None:
    widget = TextThen()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await opened(pilot, widget, recording(message()), 6)
        cell = widget.cells[0]
        assert (str(cell.text), cell.added) == ("Peter Piper", (5, 11))
        widget.position = 5
        await pilot.pause()
        assert str(widget.cells[0].text) == "Peter"


async def test_of_a_long_text_the_end_is_shown() -> None:
    made = recording(message(["0123456789"] * 3000))
    widget = TextThen()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await opened(pilot, widget, made, 2500)
        cell = widget.cells[0]
        text = str(cell.text)
        assert len(text) <= TEXT_SHOWN
        assert "characters before" in text
        assert cell.added is not None
        assert text[slice(*cell.added)] == "0123456789"
        assert cell.added[1] == len(text)


async def test_notices_wait_for_the_end() -> None:
    events = message()
    note = {"type": "url_citation", "url": "https://example.org/", "title": "x"}
    annotation = {"type": "response.output_text.annotation.added", "annotation": note}
    place = {"output_index": 0, "content_index": 0}
    events.insert(7, (345, {**annotation, **place}))
    made = recording(events)
    kinds = [cell.kind for cell in cells_then(made, len(made))]
    assert CellKind.NOTICE in kinds
    assert CellKind.NOTICE not in [cell.kind for cell in cells_then(made, len(made) - 1)]


@pytest.mark.parametrize(
    "chunks", [["one", " two", " three", " four"] * 4, ["0123456789"] * 2000], ids=["short", "long"]
)
async def test_lateness_is_laid_under_the_text_and_taken_off(chunks: list[str]) -> None:
    events = message(chunks)
    late = len(events) - 8
    made = recording([(ms + 400 * (n >= late), data) for n, (ms, data) in enumerate(events)])
    widget = TextThen()
    async with Host(widget).run_test(size=(60, 12)) as pilot:
        await opened(pilot, widget, made, len(made) - 4)
        plain = grounds(widget)
        widget.tinted = True
        await pilot.app.workers.wait_for_complete()
        await until(pilot, lambda: len(grounds(widget)) > len(plain))
        widget.tinted = False
        await until(pilot, lambda: grounds(widget) == plain)
