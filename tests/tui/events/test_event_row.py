"""One row of the event list: the columns that fit, and what is in them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.recording.recording import Recording
from ppchat.tui.events.event_row import RowStyle, fit_columns, row_segments
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.recordings import build_recording, message_events
from tests.support.showcase import parallel_calls

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))
PLAIN = RowStyle(cursor=False, focus=False, marked=False, after_cursor=False, cursor_count=1)


def row_text(
    recording: Recording, row: EventRow, width: int, row_style: RowStyle = PLAIN, slow_ms: int = 100
) -> str:
    columns = fit_columns(width, len(recording), recording.timed)
    segments = row_segments(
        recording, row, columns, width, row_style, STYLES, {0: "message"}, slow_ms * 1_000_000
    )
    return "".join(segment.text for segment in segments)


def test_columns_are_left_out_of_a_narrow_list() -> None:
    wide = fit_columns(110, 17, timed=True)
    assert all(wide)
    assert fit_columns(80, 17, timed=True)._replace(size=0) == wide._replace(type=0, item=0, size=0)
    narrow = fit_columns(20, 17, timed=True)
    assert (narrow.time, narrow.type, narrow.item, narrow.size) == (0, 0, 0, 0)
    untimed = fit_columns(110, 17, timed=False)
    assert (untimed.time, untimed.gap) == (0, 0)


@pytest.mark.parametrize("events", [0, 1, 10, 1000, 10**7])
def test_the_number_of_the_last_event_fits(events: int) -> None:
    assert fit_columns(200, events, timed=True).number >= len(str(max(0, events - 1)))


@pytest.mark.parametrize(
    ("row_style", "gutter"),
    [
        (PLAIN, " "),
        (PLAIN._replace(cursor=True), "▌"),
        (PLAIN._replace(marked=True), "●"),
        (PLAIN._replace(cursor=True, marked=True), "●"),
    ],
)
def test_the_gutter_shows_mark_and_cursor(row_style: RowStyle, gutter: str) -> None:
    text = row_text(build_recording(message_events()), EventRow(2, 2), 60, row_style)
    assert text[0] == gutter


def test_a_run_shows_the_time_of_its_first_event_beside_its_gap() -> None:
    events = message_events(["a"] * 9, start_ms=600)
    text = row_text(build_recording(events), EventRow(2, 12), 60)
    assert text.split()[1:3] == ["0.600", "569▲"]


def test_a_run_shows_its_size_and_its_text() -> None:
    recording = build_recording(message_events(["a"] * 9))
    whole, passed = PLAIN._replace(cursor_count=9), PLAIN._replace(cursor_count=3)
    assert row_text(recording, EventRow(4, 12), 60, whole).split() == [
        *("4-12", "0.302", "▪", "text", "×9", '"aaaaaaaaa"')
    ]
    assert "×3/9" in row_text(recording, EventRow(4, 12), 60, passed)


def test_only_the_gap_of_one_event_or_a_slow_one_is_shown() -> None:
    recording = build_recording(message_events(["a"] * 9))
    assert "20" in row_text(recording, EventRow(6, 6), 60).split()
    assert "20" not in row_text(recording, EventRow(6, 7), 60).split()
    assert "20▲" in row_text(recording, EventRow(6, 7), 60, slow_ms=10)


def test_a_delta_shows_the_number_of_its_item_where_several_have_its_type() -> None:
    recording, repeated = parallel_calls(), frozenset({"function_call"})
    types = {item.output_index: item.type for item in recording.response.items}
    n = next(n for n in range(len(recording)) if recording.event(n).delta == 'Rome"')

    def words(width: int) -> list[str]:
        columns = fit_columns(width, len(recording), timed=True)
        row = EventRow(n, n)
        segments = row_segments(
            recording, row, columns, width, PLAIN, STYLES, types, 10**9, repeated
        )
        return "".join(segment.text for segment in segments).split()[3:]

    assert words(60) == ["▸", "call", "1", r'"Rome\""']
    assert words(70) == ["▸", "tool_call", "1", r'"Rome\""']
    assert words(110)[:4] == ["▸", "tool_call", "1", "call"]  # the column of the item


def test_an_event_that_breaks_a_rule_has_the_sign_of_a_fault() -> None:
    recording = build_recording([(1, b"data: {nonsense\n\n")])
    assert 0 in recording.faults
    segments = row_segments(
        recording, EventRow(0, 0), fit_columns(60, 1, True), 60, PLAIN, STYLES, {}, 0
    )
    (head,) = [segment for segment in segments if segment.text.startswith("! ")]
    assert head.style is not None
    assert head.style.color == STYLES.error.color


@pytest.mark.parametrize("width", [1, 10, 36, 63, 64, 76, 90, 200])
@pytest.mark.parametrize(
    "event_type", ["\x1b]52;c;x\x07", "日本語" * 50, "response.mcp_call_arguments.delta", ""]
)
def test_a_foreign_event_fits_the_width(width: int, event_type: str) -> None:
    recording = build_recording([(1, {"type": event_type, "delta": "👩\u200d\n" * 90})])
    text = row_text(recording, EventRow(0, 0), width)
    assert cell_len(text) <= max(width, 16)
    assert all(char.isprintable() or char == "\u200d" for char in text)
