"""The lines of an event's details, and how they are wrapped."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from ppchat.tui.screens.inspect.detail_text import (
    RAW_LIMIT,
    DetailText,
    change_lines,
    json_lines,
    raw_lines,
    timing_line,
    wrap_lines,
)
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.recordings import build_recording, message_events

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))


def text_of(line: DetailText) -> str:
    return " " * line.indent + "".join(text for text, _ in line.pieces)


def wrap(texts: list[DetailText], width: int) -> list[tuple[int, str]]:
    return [
        (number, "".join(segment.text for segment in row))
        for number, row in wrap_lines(texts, width, STYLES.json, STYLES)
    ]


def test_json_is_indented_and_its_containers_fold() -> None:
    data = {"a": {"b": [1, "x\x1b"]}}
    open_lines = json_lines(data, set())
    assert [text_of(line) for line in open_lines] == [
        "{",
        '  "a": {',
        '    "b": [',
        "      1,",
        '      "x\\u001b"',
        "    ]",
        "  }",
        "}",
    ]
    path = open_lines[1].path
    assert path is not None
    assert open_lines[3].path is None
    assert [text_of(line) for line in json_lines(data, {path})] == [
        "{",
        '  "a": {…}  1 field',
        "}",
    ]


def test_the_raw_bytes_are_shown_without_control_characters() -> None:
    lines = raw_lines(b"event: x\ndata: {\x1b\xff}\n")
    assert [line.pieces for line in lines] == [
        (("event:", "key"), (" x", "")),
        (("data:", "key"), (" {␛\ufffd}", "")),
        (("", "key"), ("", "")),
    ]
    assert len(raw_lines(b"x" * RAW_LIMIT)) == 1
    assert "more" in text_of(raw_lines(b"x" * (RAW_LIMIT + 1))[-1])


def test_a_change_begins_with_the_meaning_of_the_type() -> None:
    recording = build_recording([*message_events(), (900, {"type": "x"})])
    lines = [text_of(line) for line in change_lines(recording, 5)]
    assert lines[0].endswith(".")
    assert lines[1:] == ["", '• item 0, text: +6 characters " Piper", 11 in total']
    unknown = [text_of(line) for line in change_lines(recording, len(recording) - 1)]
    assert unknown == [
        "Unknown event type: it changes nothing.",
        "",
        "The response did not change.",
    ]


def test_the_timing_of_an_event() -> None:
    recording = build_recording(message_events())
    size = recording.size(0)
    assert timing_line(recording, 0) == f"0.030 s  Δ 30.00 ms  {size} B  next in 1.0 ms"
    ranks = ["(p" in timing_line(recording, n) for n in range(len(recording))]
    assert ranks == [5 <= n <= 6 for n in range(len(recording))]  # the first delta has no gap


def test_without_times_an_event_has_a_size_only() -> None:
    recording = build_recording(message_events(), timed=False)
    assert timing_line(recording, 0) == f"{recording.size(0)} B"
    last = len(recording) - 1
    assert "next in" not in timing_line(build_recording(message_events()), last)


def test_a_line_is_wrapped_at_a_blank_and_continues_indented() -> None:
    assert wrap([DetailText((("one two three four", ""),)), DetailText(())], 14) == [
        (0, " one two "),
        (0, "   three four"),
        (1, " "),
    ]


@given(
    st.lists(st.text("ab 日é👩\u200d", max_size=60), max_size=4),
    st.integers(0, 60),
    st.integers(8, 60),
)
@settings(max_examples=80)
def test_wrapping_loses_nothing_and_fits_the_width(
    texts: list[str], indent: int, width: int
) -> None:
    rows = wrap([DetailText(tuple((text, "") for text in texts), indent)], width)
    shown = "".join(row for _, row in rows)
    assert shown.replace(" ", "") == "".join(texts).replace(" ", "")
    assert max(cell_len(row) for _, row in rows) <= width
