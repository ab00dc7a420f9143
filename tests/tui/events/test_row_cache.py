"""Rows are drawn once, until what they show changes."""

from __future__ import annotations

from textual.color import Color
from textual.strip import Strip

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.event_row import EventColumns, RowStyle, fit_columns
from ppchat.tui.events.row_cache import RowCache
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.recordings import build_recording, message_events

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))


def draw(
    cache: RowCache,
    recording: Recording,
    n: int,
    *,
    width: int = 60,
    cursor: bool = False,
    columns: EventColumns | None = None,
) -> Strip:
    return cache.strip(
        recording,
        EventRow(n, n),
        columns or fit_columns(width, len(recording), recording.timed),
        width,
        RowStyle(cursor, True, False, False, 1),
        STYLES,
    )


def test_a_row_is_drawn_once_per_width_and_style() -> None:
    cache, recording = RowCache(), build_recording(message_events())
    strip = draw(cache, recording, 2)
    assert draw(cache, recording, 2) is strip
    for other in (
        draw(cache, recording, 3),
        draw(cache, recording, 2, width=61),
        draw(cache, recording, 2, cursor=True),
        draw(cache, recording, 2, columns=fit_columns(60, 1, timed=False)),
    ):
        assert other is not strip
    cache.clear()
    assert draw(cache, recording, 2) is not strip


def test_the_row_of_the_cursor_has_a_background() -> None:
    strip = draw(RowCache(), build_recording(message_events()), 2, cursor=True)
    assert {segment.style.bgcolor for segment in strip if segment.style} == {
        STYLES.focus_cursor.bgcolor
    }


def test_a_gap_is_marked_as_slow_once_the_threshold_is_measured() -> None:
    cache, recording = RowCache(), build_recording(message_events(["a"] * 30))
    cache.measure(recording)
    assert "269▲" in draw(cache, recording, 2).text
    assert "▲" not in draw(cache, recording, 6).text


def test_the_type_of_an_item_is_shown_once_it_is_measured() -> None:
    cache, recording = RowCache(), build_recording(message_events())
    assert "0 message" not in draw(cache, recording, 5, width=110).text
    cache.measure(recording)
    assert "0 message" in draw(cache, recording, 5, width=111).text
