"""The drawing of a timeline."""

from __future__ import annotations

import re

from ppchat.core.formats.html.timeline import WIDTH, timeline
from tests.support.recordings import TWISTER, build_recording, created, delta, item_added, terminal


def test_a_line_per_item_and_the_gaps_that_a_reader_noticed() -> None:
    recording = build_recording(
        [
            created(),
            item_added(60, 0, "reasoning"),
            item_added(100, 1),
            *(delta(120 + 20 * n, "a", 1) for n in range(50)),
            delta(3000, "b", 1),
            terminal(3100),
        ]
    )
    drawing = timeline(recording)
    assert re.findall(r'"lane"><title>(\w+)', drawing) == ["response", "reasoning", "message"]
    assert drawing.count('class="gap"') == 1
    assert "1.90 s without an event, before event 54" in drawing
    assert all(0 <= float(x) <= WIDTH for x in re.findall(r' x="([\d.]+)"', drawing))


def test_without_events_or_times_there_is_none() -> None:
    assert timeline(build_recording([])) == ""
    assert timeline(build_recording(TWISTER, timed=False)) == ""
    assert timeline(build_recording([created(0)])) != ""
