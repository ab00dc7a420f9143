"""Answers side by side, at any width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.compare.answer_columns import AnswerColumns
from tests.support.hosts import Host, visible_lines
from tests.support.recordings import build_recording, message_events

PECK = build_recording(message_events(["Peter Piper picked a peck of peppers."]))
LOT = build_recording(message_events(["Peter Piper\n", "picked a lot of 漢字 peppers."]))
CUT_OFF = build_recording(message_events()[:5])
NOTHING = build_recording([])


async def shown(
    recordings: Sequence[Recording], size: tuple[int, int] = (60, 12)
) -> tuple[list[str], list[str]]:
    """The lines, and the texts that are underlined."""
    widget = AnswerColumns(recordings, [f"run {n}" for n in range(len(recordings))])
    async with Host(widget).run_test(size=size) as pilot:
        await pilot.pause()
        strips = [widget.render_line(y) for y in range(widget.size.height)]
        assert {strip.cell_length for strip in strips} == {widget.size.width}
        marked = [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and segment.style.underline
        ]
        return visible_lines(widget), marked


async def test_each_answer_has_a_column() -> None:
    lines, marked = await shown([PECK, LOT])
    columns = [[part.strip() for part in line.split("│")] for line in lines if "│" in line]
    assert columns[0] == ["● run 0", "◆ run 1"]
    assert columns[2] == ["Peter Piper picked a peck", "Peter Piper"]
    assert columns[3] == ["of peppers.", "picked a lot of 漢字"]
    assert marked == ["peck", "lot", "漢字"]


async def test_markdown_is_rendered_with_its_differences() -> None:
    one, two = (
        build_recording(message_events([f"# Birds\n\nA **{name}** heron.\n\n- {name}\n"]))
        for name in ("grey", "white")
    )
    lines, marked = await shown([one, two])
    text = "\n".join(lines)
    assert "A grey heron." in text
    assert "• white" in text
    assert "*" not in text
    assert marked == ["grey", "white", "grey", "white"]


async def test_of_three_those_are_marked_that_differ_from_the_first() -> None:
    _, marked = await shown([PECK, LOT, PECK])
    assert marked == ["lot", "漢字"]


async def test_how_an_answer_ended_stands_below_it() -> None:
    lines, _ = await shown([CUT_OFF, NOTHING], (100, 12))
    text = "\n".join(lines)
    assert "Peter" in text
    assert text.count("Cut off") == 2


@pytest.mark.parametrize("size", [(4, 4), (20, 6), (58, 12), (200, 40)])
@pytest.mark.parametrize("count", [1, 2, 4])
async def test_any_number_at_any_size(count: int, size: tuple[int, int]) -> None:
    await shown([PECK, LOT, CUT_OFF, NOTHING][:count], size)
