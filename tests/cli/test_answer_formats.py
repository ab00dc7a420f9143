"""What `ppchat ask` prints of a stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from ppchat.cli.answer_formats import EventsFormat, Format, SnapshotFormat, TextFormat
from ppchat.core.dialects.responses.event_types import TEXT_DELTA
from ppchat.core.response.fold import fold
from ppchat.core.stream.event import Event, event
from ppchat.core.stream.sse import Frame
from tests.support.loopback import text_stream


def delta(text: str, **place: int) -> Event:
    return Event(0, 0, TEXT_DELTA, {"type": TEXT_DELTA, "delta": text, **place})


def printed(format_: Format, events: Iterable[Event]) -> str:
    events = list(events)
    return "".join(map(format_.add, events)) + format_.rest(fold(events))


def stream(*pieces: str) -> list[Event]:
    return [event(n, Frame(raw, 0)) for n, raw in enumerate(text_stream(*pieces))]


def test_text_is_the_deltas_and_a_line_end() -> None:
    assert printed(TextFormat(), stream("Sure", "!")) == "Sure!\n"
    assert printed(TextFormat(), stream("Sure\n")) == "Sure\n"
    assert printed(TextFormat(), stream()) == ""


def test_text_that_came_without_deltas_is_printed_at_the_end() -> None:
    whole = [event for event in stream("Sure", "!") if event.type != TEXT_DELTA]
    assert printed(TextFormat(), whole) == "Sure!\n"


def test_text_whose_last_deltas_are_missing_is_completed() -> None:
    events = stream("Sure", "!", " Yes")
    del events[5]
    assert printed(TextFormat(), events) == "Sure! Yes\n"


def test_text_of_a_stream_that_was_cut_is_what_came() -> None:
    assert printed(TextFormat(), stream("Sure", "!")[:4]) == "Sure\n"


def test_a_further_part_comes_after_a_blank_line() -> None:
    events = [
        delta("a", output_index=0, content_index=0),
        delta("", output_index=0, content_index=1),
        delta("b", output_index=0, content_index=1),
        delta("c", output_index=1, content_index=0),
    ]
    assert "".join(map(TextFormat().add, events)) == "a\n\nb\n\nc"
    assert fold(events).text == "a\n\nb\n\nc"


@pytest.mark.parametrize(("final", "contradicts"), [("Sure!", False), ("Sure", True), ("x", True)])
def test_a_final_text_that_is_another_is_noticed(final: str, contradicts: bool) -> None:
    text = TextFormat()
    events = stream("Sure", "!")
    for each in events:
        text.add(each)
    told = [each for each in stream(final) if each.type != TEXT_DELTA]
    assert text.contradicts(fold(told)) is contradicts


def test_snapshots_are_the_whole_text_once_per_delta() -> None:
    assert printed(SnapshotFormat(), stream("a", "b", "c")) == "a\nab\nabc\n"


def test_snapshots_end_with_the_whole_text_without_deltas_too() -> None:
    whole = [event for event in stream("Sure", "!") if event.type != TEXT_DELTA]
    assert printed(SnapshotFormat(), whole) == "Sure!\n"


def test_events_are_type_delta_and_separator() -> None:
    data: dict[str, Any] = {"type": "response.created"}
    rule = "-" * 25
    events = [
        Event(0, 0, "response.created", data),
        delta("Sure"),
        delta(""),
        event(3, Frame(b": ping\n\n", 0)),
        event(4, Frame(b"data: [DONE]\n\n", 0)),
        event(5, Frame(b"event: x\ndata: {\n\n", 0)),
    ]
    assert printed(EventsFormat(), events) == (
        f"Event Type: response.created\n{rule}\n"
        f"Event Type: response.output_text.delta\nDelta Content: Sure\n{rule}\n"
        f"Event Type: response.output_text.delta\n{rule}\n"
        f"Event Type: x\n{rule}\n"
    )
