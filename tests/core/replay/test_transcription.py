"""Recordings of one dialect in another: the same words, at the same times, in sound streams."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.transcription import can_transcribe, transcribe
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End
from ppchat.core.text.json_fields import string
from ppchat.demo.recordings import recordings
from tests.support.chunks import DONE_FRAME, TWISTER, call_chunk, chat_recording, chunk, usage_chunk
from tests.support.lines import SOUND, ollama_recording
from tests.support.messages import END as MESSAGE_STOP
from tests.support.messages import (
    OVERLOADED,
    SEARCH,
    WEATHER,
    message_start,
    messages_recording,
    stop_reason,
    text_block,
    tool_block,
)

WRITTEN = (RESPONSES, CHAT_COMPLETIONS)
PARALLEL = (
    chunk(role="assistant", content=""),
    chunk(reasoning_content="Two "),
    chunk(reasoning_content="cities."),
    chunk(content="Let me look."),
    call_chunk("", call=0, id="call_1", name="weather"),
    call_chunk("", call=1, id="call_2", name="weather"),
    call_chunk('{"city":', call=0),
    call_chunk('{"city":', call=1),
    call_chunk('"Rome"}', call=1),
    call_chunk('"Oslo"}', call=0),
    chunk(finish="tool_calls"),
    usage_chunk(),
    DONE_FRAME,
)
SOURCES: dict[str, Recording] = {
    **{metadata.title: recording for recording, metadata in recordings()},
    "chat": chat_recording(*TWISTER),
    "chat, two calls": chat_recording(*PARALLEL),
    "messages": messages_recording(*WEATHER),
    "messages, search": messages_recording(*SEARCH),
    **{f"ollama, {name}": ollama_recording(*lines) for name, lines in SOUND.items()},
}


def texts(recording: Recording) -> dict[str, str]:
    """What an answer says, whatever the dialect; only Responses has requests for approval."""
    kinds = {"summary": "reasoning", "input": "arguments"}
    joined: dict[str, list[str]] = {}
    for item in recording.response.items:
        known = recording.dialect.item_types[item.type]
        is_written = item.type in ("message", "reasoning") or known.answered_by
        if item.type == "mcp_approval_request" or not is_written:
            continue
        for part in item.parts:
            name = string(item.data or {}, "name")
            kind = f"{kinds.get(part.kind, part.kind)} {name}".strip()
            joined.setdefault(kind, []).append(str(part.text))
    return {kind: "\n\n".join(parts) for kind, parts in joined.items()}


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("name", SOURCES)
def test_what_is_said_stays_in_a_sound_stream(name: str, dialect: Dialect) -> None:
    source = SOURCES[name]
    result = transcribe(source, dialect)
    assert texts(result) == texts(source)
    assert result.outcome is source.outcome
    findings = dialect.protocol_findings(result)
    assert [one for one in findings if one.severity is Severity.VIOLATION] == []
    if source.response.usage and result.response.usage:
        assert result.response.usage.output == source.response.usage.output
    back = transcribe(result, RESPONSES)
    assert texts(back) == texts(source)


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("name", SOURCES)
def test_every_piece_has_its_recorded_time(name: str, dialect: Dialect) -> None:
    source = SOURCES[name]
    result = transcribe(source, dialect)
    stamps = {source.at_ns(n) for n in range(len(source))}
    assert {result.at_ns(n) for n in range(len(result))} <= stamps
    deltas = [n for n in range(len(result)) if result.summary.delta_size(n)]
    first, last = result.at_ns(deltas[0]), result.at_ns(deltas[-1])
    assert source.first_delta is not None
    if name not in ("messages, search", "A call that was approved"):  # by a tool of the server
        assert first == source.at_ns(source.first_delta)
    assert first <= last
    assert (result.t0_ns, result.ended) == (source.t0_ns, source.ended)


def test_parallel_calls_keep_their_ids() -> None:
    result = transcribe(SOURCES["chat, two calls"], RESPONSES)
    calls = [item.data or {} for item in result.response.items if item.type == "function_call"]
    assert [(call["call_id"], call["arguments"]) for call in calls] == [
        ("call_1", '{"city":"Oslo"}'),
        ("call_2", '{"city":"Rome"}'),
    ]


def test_calls_that_share_an_id_are_told_apart() -> None:
    source = messages_recording(
        message_start(),
        *tool_block(0, "now", "{}", id="same"),
        *tool_block(1, "now", "{}", id="same"),
        stop_reason("tool_use"),
        MESSAGE_STOP,
    )
    calls = [item.data or {} for item in transcribe(source, RESPONSES).response.items]
    assert [call["call_id"] for call in calls] == ["same", "call_1"]


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        (messages_recording(message_start(), *text_block(0, "a"), OVERLOADED), Outcome.FAILED),
        (messages_recording(message_start(), *text_block(0, "a")), Outcome.CUT_OFF),
        (
            messages_recording(message_start(), *text_block(0, "a"), end=End.BROKEN),
            Outcome.CUT_OFF,
        ),
        (
            messages_recording(
                message_start(), *text_block(0, "a"), stop_reason("refusal"), MESSAGE_STOP
            ),
            Outcome.INCOMPLETE,
        ),
    ],
)
def test_every_end_stays(source: Recording, outcome: Outcome, dialect: Dialect) -> None:
    result = transcribe(source, dialect)
    assert (result.outcome, result.response.error) == (outcome, source.response.error)
    if outcome is Outcome.FAILED:
        assert result.response.usage is None
    if outcome is Outcome.INCOMPLETE:
        assert result.response.reason == "content_filter"


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.name)
def test_a_call_without_input_is_an_empty_object(dialect: Dialect) -> None:
    source = messages_recording(
        message_start(), *tool_block(0, "now"), stop_reason("tool_use"), MESSAGE_STOP
    )
    result = transcribe(source, dialect)
    assert texts(result) == {"arguments now": "{}"}
    bare = chat_recording(call_chunk("", id="call_1", name="now"), chunk(finish="tool_calls"))
    assert texts(transcribe(bare, dialect)) == {"arguments now": "{}"}


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.name)
def test_an_item_is_what_it_is_in_the_end(dialect: Dialect) -> None:
    call = tool_block(0, "now", "{}")
    source = messages_recording(message_start(), *text_block(0, "a"), *call, MESSAGE_STOP)
    assert texts(transcribe(source, dialect)) == {"arguments now": "{}"}


def test_a_stream_without_events_stays_empty() -> None:
    assert len(transcribe(messages_recording(), RESPONSES)) == 0


def test_not_every_dialect_has_a_writer() -> None:
    assert [can_transcribe(dialect) for dialect in (*WRITTEN, MESSAGES)] == [True, True, False]
