"""Answers written as the events of Responses."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ppchat.core.dialects.replay.traits import AnswerItem
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.replay.answer_writer import ResponseWriter
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Response, ServerError, Usage
from ppchat.core.stream.signals import End, Ended, Request
from ppchat.core.stream.sse import Frame

MESSAGE = AnswerItem(0, "message")
REASONING = AnswerItem(1, "reasoning")
CALL = AnswerItem(2, "function_call", "call_1", "find")
USAGE = Usage(3, None, 4, 2, None)


def recording_of(frames: Iterable[bytes]) -> Recording:
    recording = Recording(Request({}, ""), dialect=RESPONSES)
    recording.extend(Frame(raw, 0) for raw in frames)
    recording.apply(Ended(0, End.EOF))
    return recording


def types(recording: Recording) -> list[str]:
    return [event.type.removeprefix("response.") for event in recording.events()]


def test_every_kind_of_item_in_a_sound_stream() -> None:
    writer, custom = ResponseWriter("m"), AnswerItem(3, "custom_tool_call", "call_2", "run")
    recording = recording_of(
        (
            *writer.begin(),
            *writer.begin_item(REASONING),
            *writer.grow(REASONING, "summary", 0, "why"),
            *writer.grow(REASONING, "reasoning", 0, "because"),
            *writer.begin_item(MESSAGE),
            *writer.grow(MESSAGE, "text", 0, "Hel"),
            *writer.grow(MESSAGE, "text", 0, "lo"),
            *writer.grow(MESSAGE, "refusal", 0, "no"),
            *writer.begin_item(CALL),
            *writer.grow(CALL, "arguments", 0, '{"a":'),
            *writer.begin_item(custom),
            *writer.grow(custom, "input", 0, "x"),
            *writer.grow(CALL, "arguments", 0, "1}"),
            *writer.end(Response(status="completed", usage=USAGE)),
        )
    )
    assert RESPONSES.protocol_findings(recording) == []
    response = recording.response
    assert (response.status, response.model, response.usage) == (
        "completed",
        "m",
        USAGE._replace(cached=0, total=7),
    )
    parts = [
        (item.type, part.kind, str(part.text)) for item in response.items for part in item.parts
    ]
    assert parts == [
        ("reasoning", "summary", "why"),
        ("reasoning", "reasoning", "because"),
        ("message", "text", "Hello"),
        ("message", "refusal", "no"),
        ("function_call", "arguments", '{"a":1}'),
        ("custom_tool_call", "input", "x"),
    ]
    call = response.items[2].data
    assert call
    assert (call["call_id"], call["name"]) == ("call_1", "find")


def test_an_item_that_has_ended_goes_on_as_another() -> None:
    writer = ResponseWriter("m")
    recording = recording_of(
        (
            *writer.begin(),
            *writer.begin_item(REASONING),
            *writer.grow(REASONING, "reasoning", 0, "a"),
            *writer.begin_item(MESSAGE),
            *writer.grow(MESSAGE, "text", 0, "b"),
            *writer.grow(REASONING, "reasoning", 0, "c"),
            *writer.end(Response(status="completed")),
        )
    )
    assert {finding.code for finding in RESPONSES.protocol_findings(recording)} == {"no-usage"}
    assert [item.type for item in recording.response.items] == ["reasoning", "message", "reasoning"]


@pytest.mark.parametrize(
    ("reason", "written"),
    [("length", "max_output_tokens"), ("content_filter", "content_filter")],
)
def test_an_incomplete_answer_says_why(reason: str, written: str) -> None:
    writer = ResponseWriter("m")
    frames = [
        *writer.begin(),
        *writer.begin_item(MESSAGE),
        *writer.grow(MESSAGE, "text", 0, "a"),
        *writer.end(Response(status="incomplete", reason=reason, usage=USAGE)),
    ]
    recording = recording_of(frames)
    assert RESPONSES.protocol_findings(recording) == []
    assert recording.response.reason == written
    assert recording.response.items[0].status == "incomplete"


def test_a_failure_ends_no_item_and_what_is_cut_off_has_no_end() -> None:
    writer = ResponseWriter("m")
    frames = [*writer.begin(), *writer.begin_item(MESSAGE)]
    frames += writer.end(Response(status="failed", error=ServerError("lost", "")))
    recording = recording_of(frames)
    assert types(recording)[2:] == ["output_item.added", "failed"]
    assert recording.response.error == ServerError("lost", "server_error")
    assert list(ResponseWriter("m").end(Response(status="in_progress"))) == []
