"""The output formats of `ppchat ask`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ppchat.cli.ask.answer_formats import AnswerFormat, EventsFormat, SnapshotFormat, TextFormat
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.recording.fold import fold
from ppchat.core.stream.event import Event, parse_event
from ppchat.core.stream.sse import Frame
from tests.support.any_event import make_event
from tests.support.chunks import TWISTER, chat_recording, chunk
from tests.support.loopback import text_stream

TEXT_DELTA = "response.output_text.delta"


def parse(n: int, raw: bytes) -> Event:
    return parse_event(n, Frame(raw, 0), RESPONSES)


def delta(text: str, **position: int) -> Event:
    return make_event(0, TEXT_DELTA, {"type": TEXT_DELTA, "delta": text, **position})


def streamed(format_: AnswerFormat, events: Iterable[Event], dialect: Dialect = RESPONSES) -> str:
    return "".join(format_.format_event(event, dialect) for event in events)


def printed(format_: AnswerFormat, events: Iterable[Event], dialect: Dialect = RESPONSES) -> str:
    events = list(events)
    text = streamed(format_, events, dialect)
    return text + format_.format_rest(fold(events, dialect=dialect))


def stream(*pieces: str) -> list[Event]:
    return [parse(n, raw) for n, raw in enumerate(text_stream(*pieces))]


def test_text_is_the_deltas_and_a_newline() -> None:
    assert printed(TextFormat(), stream("Sure", "!")) == "Sure!\n"
    assert printed(TextFormat(), stream("Sure\n")) == "Sure\n"
    assert printed(TextFormat(), stream()) == ""


def test_text_without_deltas_is_printed_at_the_end() -> None:
    events = [event for event in stream("Sure", "!") if event.type != TEXT_DELTA]
    assert printed(TextFormat(), events) == "Sure!\n"


def test_text_whose_last_deltas_are_missing_is_completed() -> None:
    events = stream("Sure", "!", " Yes")
    del events[5]
    assert printed(TextFormat(), events) == "Sure! Yes\n"


def test_text_of_a_stream_that_was_cut_off_is_what_arrived() -> None:
    assert printed(TextFormat(), stream("Sure", "!")[:4]) == "Sure\n"


def test_a_further_part_comes_after_a_blank_line() -> None:
    events = [
        delta("a", output_index=0, content_index=0),
        delta("", output_index=0, content_index=1),
        delta("b", output_index=0, content_index=1),
        delta("c", output_index=1, content_index=0),
    ]
    assert streamed(TextFormat(), events) == "a\n\nb\n\nc"
    assert fold(events).text == "a\n\nb\n\nc"


def test_snapshots_are_the_whole_text_once_per_delta() -> None:
    assert printed(SnapshotFormat(), stream("a", "b", "c")) == "a\nab\nabc\n"


def test_snapshots_end_with_the_whole_text_without_deltas_too() -> None:
    events = [event for event in stream("Sure", "!") if event.type != TEXT_DELTA]
    assert printed(SnapshotFormat(), events) == "Sure!\n"


def test_events_are_type_delta_and_separator() -> None:
    data: dict[str, Any] = {"type": "response.created"}
    rule = "-" * 25
    events = [
        Event(0, 0, "response.created", data),
        delta("Sure"),
        delta(""),
        parse(3, b": ping\n\n"),
        parse(4, b"data: [DONE]\n\n"),
        parse(5, b"event: x\ndata: {\n\n"),
    ]
    assert printed(EventsFormat(), events) == (
        f"Event Type: response.created\n{rule}\n"
        f"Event Type: response.output_text.delta\nDelta Content: Sure\n{rule}\n"
        f"Event Type: response.output_text.delta\n{rule}\n"
        f"Event Type: x\n{rule}\n"
    )


def test_each_format_reads_events_by_their_dialect() -> None:
    events = list(chat_recording(chunk(reasoning_content="Hm. "), *TWISTER).events())
    assert printed(TextFormat(), events, CHAT_COMPLETIONS) == "Peter Piper\n"
    assert printed(SnapshotFormat(), events, CHAT_COMPLETIONS) == "Peter \nPeter Piper\n"
    lines = streamed(EventsFormat(), events, CHAT_COMPLETIONS).splitlines()
    assert lines[:2] == ["Event Type: chunk.reasoning", "Delta Content: Hm. "]
