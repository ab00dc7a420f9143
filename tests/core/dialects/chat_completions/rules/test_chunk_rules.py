"""What a sound stream does, and the findings where one departs from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import pytest

from ppchat.core.checks.run import findings
from ppchat.core.dialects.chat_completions.rules.chunk_rules import protocol_findings
from ppchat.core.dialects.chat_completions.rules.rule_table import RULES
from ppchat.core.dialects.finding import Severity
from ppchat.core.stream.signals import TRUNCATED, End, Problem
from tests.support.chunks import (
    DONE_FRAME,
    TWISTER,
    call_chunk,
    chat_recording,
    chunk,
    chunk_of,
    usage_chunk,
)
from tests.support.recordings import EventData

Frames = tuple[EventData | bytes, ...]

HEAD, TEXT, FINISH = chunk(role="assistant", content=""), chunk(content="a"), chunk(finish="stop")
CALL = (
    chunk(role="assistant", content=None),
    call_chunk("", id="call_1", name="find", type="function"),
    call_chunk('{"q":1}'),
)
CALLS: Final[Frames] = (*CALL, chunk(finish="tool_calls"), DONE_FRAME)
TWO: Final[Frames] = (
    chunk(role="assistant", content="a"),
    chunk(role="assistant", content="b", index=1),
    chunk(finish="stop", index=1),
    chunk(finish="length"),
    DONE_FRAME,
)
ASKED: Final = {"messages": [], "stream_options": {"include_usage": True}}


class Bad(NamedTuple):
    """A stream that breaks one rule, and the events that the finding names."""

    frames: Frames
    events: list[int]
    body: Mapping[str, Any] = MappingProxyType({})


def answer(*frames: EventData | bytes) -> Frames:
    """An answer with these frames in its middle."""
    return (HEAD, *frames, TEXT, FINISH, DONE_FRAME)


BAD: Final[dict[str, Bad]] = {
    "empty": Bad((b": ping\n\n",), []),
    "damaged": Bad(answer(b"data: {]\n\n"), [1]),
    "oversize": Bad(answer(b"data: {\n: frame of 20000000 bytes refused\n\n"), [1]),
    "cut-off": Bad((HEAD, b'data: {"choices":[]}'), [1]),
    "untyped": Bad(answer({"id": "chatcmpl-1"}), [1]),
    "unknown-type": Bad(answer({"type": "ping"}), [1]),
    "protocol-changes": Bad(answer({"type": "content_block_stop", "index": 0}), [1]),
    "whole-completion": Bad(answer({**chunk_of(), "object": "chat.completion"}), [1]),
    "event-field": Bad(answer(b'event: ping\ndata: {"choices":[],"usage":{}}\n\n'), [1]),
    "id-changes": Bad(answer({**TEXT, "id": "chatcmpl-2"}), [1]),
    "created-changes": Bad(answer({**TEXT, "created": 9}), [1]),
    "model-changes": Bad(answer({**TEXT, "model": "m-2"}), [1]),
    "empty-choices": Bad(answer(chunk_of()), [1]),
    "no-done": Bad((HEAD, TEXT, FINISH), []),
    "after-done": Bad((*TWISTER, DONE_FRAME), [6]),
    "field-missing": Bad(answer({**TEXT, "choices": None}), [1]),
    "field-omitted": Bad(answer(chunk_of({"index": 0, "delta": {"content": "a"}})), [1]),
    "wrong-kind": Bad(answer(chunk(content=7)), [1]),
    "wrong-value": Bad(answer({**TEXT, "object": "chunk"}), [1]),
    "role-first": Bad((TEXT, FINISH, DONE_FRAME), [0]),
    "role-repeated": Bad(answer(HEAD), [1]),
    "choice-twice": Bad(answer(chunk_of(*TEXT["choices"], *TEXT["choices"])), [1]),
    "choice-gap": Bad(answer(chunk(role="assistant", index=2), chunk(finish="stop", index=2)), [1]),
    "no-finish": Bad((HEAD, TEXT, DONE_FRAME), [1]),
    "finish-repeated": Bad((HEAD, TEXT, FINISH, FINISH, DONE_FRAME), [3]),
    "finish-changes": Bad((HEAD, TEXT, FINISH, chunk(finish="length"), DONE_FRAME), [2, 3]),
    "finish-unknown": Bad((HEAD, TEXT, chunk(finish="eos"), DONE_FRAME), [2]),
    "after-finish": Bad((HEAD, TEXT, FINISH, TEXT, DONE_FRAME), [3]),
    "finish-without-calls": Bad((HEAD, TEXT, chunk(finish="tool_calls"), DONE_FRAME), [2]),
    "calls-without-finish": Bad((*CALL, FINISH, DONE_FRAME), [3]),
    "call-start": Bad((CALL[0], call_chunk("{}", name="f"), *CALLS[3:]), [1]),
    "call-repeats": Bad((*CALL, call_chunk("", id="call_1"), *CALLS[3:]), [3]),
    "call-changes": Bad((*CALL, call_chunk("{}", id="call_2", name="find"), *CALLS[3:]), [2, 3]),
    "call-gap": Bad((*CALL, call_chunk("{}", call=2, id="call_2", name="f"), *CALLS[3:]), [3]),
    "arguments-json": Bad((*CALL, call_chunk("}"), *CALLS[3:]), [1, 3]),
    "usage-repeated": Bad((*TWISTER[:5], usage_chunk(), DONE_FRAME), [4, 5]),
    "usage-early": Bad((HEAD, usage_chunk(), TEXT, FINISH, DONE_FRAME), [2]),
    "usage-place": Bad((HEAD, TEXT, {**FINISH, "usage": usage_chunk()["usage"]}, DONE_FRAME), [2]),
    "usage-unasked": Bad(TWISTER, [4], {"messages": []}),
    "usage-missing": Bad((*TWISTER[:4], DONE_FRAME), [], ASKED),
    "usage-sum": Bad(
        (
            *TWISTER[:4],
            chunk_of(usage={"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 9}),
            DONE_FRAME,
        ),
        [4],
    ),
    "usage-rest": Bad(
        (
            *TWISTER[:4],
            chunk_of(usage={"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 99}),
            DONE_FRAME,
        ),
        [4],
    ),
    "usage-zero": Bad((*TWISTER[:4], usage_chunk(9, 0), DONE_FRAME), [4]),
}
"""A stream for each rule, which breaks it."""


@pytest.mark.parametrize(
    ("frames", "body"),
    [(TWISTER, ASKED), (TWISTER, {}), (CALLS, {}), (TWO, {}), (TWO, {"messages": []})],
    ids=["usage asked for", "request unknown", "calls", "two choices", "no usage"],
)
def test_a_sound_stream_has_no_findings(frames: Frames, body: dict[str, Any]) -> None:
    assert findings(chat_recording(*frames, body=body)) == []


@pytest.mark.parametrize("code", BAD)
def test_each_rule_is_broken_by_its_stream(code: str) -> None:
    frames, events, body = BAD[code]
    recording = chat_recording(*frames, body=body)
    by_code = {finding.code: finding for finding in protocol_findings(recording)}
    assert list(by_code[code].events) == events
    assert by_code[code].severity is RULES[code].severity
    others = {
        other
        for other, finding in by_code.items()
        if finding.severity is Severity.VIOLATION and other != code
    }
    # What is cut off or arrives as a whole breaks more than one rule.
    assert others <= {
        "cut-off": {"empty-choices", "no-finish", "field-missing"},
        "event-field": {"empty-choices", "field-missing"},
        "field-missing": {"field-missing"},
        "no-finish": {"no-done"},
        "choice-twice": set(),
        "whole-completion": {"empty-choices"},
        "call-changes": set(),
    }.get(code, set())


def test_there_is_a_stream_for_each_rule() -> None:
    assert set(BAD) == set(RULES)


def test_a_stream_without_events() -> None:
    assert [finding.code for finding in findings(chat_recording())] == ["empty"]


def test_what_the_user_stopped_or_the_file_lacks_is_not_the_servers_fault() -> None:
    stopped = chat_recording(*TWISTER[:2], end=End.STOPPED)
    problem = Problem(TRUNCATED, "The file ends early.")
    truncated = chat_recording(*TWISTER[:2], end=End.BROKEN, problem=problem)
    assert protocol_findings(stopped) == protocol_findings(truncated) == []


def test_an_error_ends_a_stream_without_further_findings() -> None:
    recording = chat_recording(HEAD, TEXT, {"error": {"message": "no"}})
    assert protocol_findings(recording) == []
