"""Each rule of Messages: a stream that follows it, and one that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding, Rule
from ppchat.core.dialects.messages.rules.rule_table import RULES
from tests.support.messages import (
    END,
    OVERLOADED,
    SEARCH,
    SOUND,
    TWISTER,
    WEATHER,
    block_start,
    block_stop,
    delta,
    message_start,
    messages_recording,
    stop_reason,
    text_block,
    thinking_block,
    tool_block,
)
from tests.support.recordings import encode_sse

Stream = Sequence[Any]

START, PING, BEGIN, FIRST, SECOND, STOP, REASON, _ = TWISTER


def raw(event: Any, change: Callable[[bytes], bytes]) -> bytes:
    """The frame of an event with its bytes changed."""
    return change(encode_sse(event))


def without_name(frame: bytes) -> bytes:
    return frame[frame.index(b"data:") :]


def too_large(frame: bytes) -> bytes:
    """The frame as it is kept when it was above the limit."""
    return frame[:25] + b"\n: frame of 20000000 bytes refused\n\n"


def answer(*blocks: Any, reason: str = "end_turn", output: int = 5, **fields: Any) -> Stream:
    """A message with these blocks."""
    return (message_start(), *blocks, stop_reason(reason, output, **fields), END)


DOCUMENT_START = {**message_start(), "message": {**message_start()["message"], "content": [{}]}}
USER_START = {**message_start(), "message": {**message_start()["message"], "role": "user"}}

STREAMS: list[tuple[str, Stream, Stream]] = [
    ("empty", TWISTER, ()),
    ("damaged", TWISTER, (*TWISTER[:3], b'event: a\ndata: {"type"\n\n', *TWISTER[3:])),
    ("oversize", TWISTER, (*TWISTER, raw(PING, too_large))),
    ("cut-off", TWISTER, (*TWISTER[:-1], raw(END, lambda frame: frame[:-1]))),
    ("untyped", TWISTER, (*TWISTER[:3], {"index": 0, "delta": {}}, *TWISTER[3:])),
    ("event-name", TWISTER, (*TWISTER[:-1], b'event: ping\ndata: {"type":"message_stop"}\n\n')),
    ("event-line-partial", TWISTER, (*TWISTER[:-1], raw(END, without_name))),
    ("event-line-missing", TWISTER, [raw(event, without_name) for event in TWISTER]),
    ("unknown-type", TWISTER, (*TWISTER[:3], {"type": "poem"}, *TWISTER[3:])),
    ("unknown-block", SEARCH, answer(block_start(0, "poem"), block_stop(0))),
    (
        "unknown-delta",
        TWISTER,
        answer(block_start(0, "text", text=""), delta(0, "poem"), block_stop(0)),
    ),
    ("field-missing", TWISTER, answer(block_start(0, "text"), block_stop(0))),
    ("field-omitted", WEATHER, answer(block_start(0, "thinking", thinking=""), block_stop(0))),
    ("wrong-kind", TWISTER, answer(block_start(0, "text", text=[]), block_stop(0))),
    ("wrong-value", TWISTER, (USER_START, *TWISTER[1:])),
    ("no-start", (PING, OVERLOADED), TWISTER[1:]),
    ("start-twice", TWISTER, (START, *TWISTER)),
    ("start-content", TWISTER, (DOCUMENT_START, *TWISTER[1:])),
    ("block-index", WEATHER, answer(*text_block(0, "a"), *text_block(2, "b"))),
    ("block-twice", WEATHER, answer(*text_block(0, "a"), *text_block(0, "b"))),
    ("block-unstarted", WEATHER, answer(*text_block(0, "a"), delta(1, "text", text="b"))),
    (
        "block-overlap",
        WEATHER,
        answer(*text_block(0, "a")[:2], *text_block(1, "b"), block_stop(0)),
    ),
    ("after-block-stop", TWISTER, answer(*text_block(0, "a"), delta(0, "text", text="b"))),
    ("block-open", TWISTER[:5], answer(*text_block(0, "a")[:2])),
    (
        "delta-kind",
        WEATHER,
        answer(BEGIN, delta(0, "thinking", thinking="a"), STOP),
    ),
    (
        "input-json",
        answer(*tool_block(0, "f", '{"a": '), reason="max_tokens"),
        answer(*tool_block(0, "f", '{"a": '), reason="tool_use"),
    ),
    ("unsigned", WEATHER, answer(*thinking_block(0, "a", signature=""))),
    ("late-content", TWISTER, (START, REASON, *TWISTER[2:6], END)),
    ("no-stop-reason", TWISTER, (*TWISTER[:6], END)),
    ("unknown-stop-reason", TWISTER, answer(reason="boredom")),
    ("stop-reason-contradicts", WEATHER, answer(*tool_block(0, "f", "{}"))),
    (
        "stop-sequence",
        answer(reason="stop_sequence", stop_sequence="###"),
        answer(reason="stop_sequence"),
    ),
    ("usage-falls", TWISTER, answer(output=0)),
    ("usage-zero", TWISTER, answer(*text_block(0, "a"), output=0)),
    ("after-error", (START, OVERLOADED), (START, OVERLOADED, END)),
    ("no-stop", (START, OVERLOADED), TWISTER[:-1]),
    ("after-end", (*TWISTER, PING), (*TWISTER, FIRST)),
    ("two-messages", TWISTER, (*TWISTER, *TWISTER)),
    ("sentinel", TWISTER, (*TWISTER, b"data: [DONE]\n\n")),
]


def findings(stream: Stream) -> list[Finding]:
    recording = messages_recording(*stream)
    return recording.dialect.protocol_findings(recording)


def test_every_rule_has_its_streams() -> None:
    assert [code for code, _, _ in STREAMS] == list(RULES)


@pytest.mark.parametrize(("code", "good", "bad"), STREAMS, ids=[code for code, _, _ in STREAMS])
def test_a_rule(code: str, good: Stream, bad: Stream) -> None:
    assert code not in {finding.code for finding in findings(good)}
    (finding,) = [finding for finding in findings(bad) if finding.code == code]
    assert finding.severity is RULES[code].severity
    assert finding.message.endswith(".")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_stream_has_no_findings(name: str) -> None:
    assert findings(SOUND[name]) == []


def test_what_cannot_be_read_is_the_only_finding() -> None:
    damaged = raw(BEGIN, lambda frame: frame[:-8] + b"\n\n")
    stream = (*TWISTER[:2], damaged, *TWISTER[3:])
    assert [finding.code for finding in findings(stream)] == ["damaged"]


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_in_plain_words(rule: Rule) -> None:
    assert rule.words.endswith(".")
    assert rule.source
    assert len(rule.words) < 100
