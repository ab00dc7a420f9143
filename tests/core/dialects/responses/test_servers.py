"""Streams in the shapes of six servers of Responses, after their sources and public reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from ppchat.core.checks.run import profile_note
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from tests.support.chunks import DONE_FRAME, data_frame
from tests.support.recordings import build_recording, usage

_Data = dict[str, Any]
_RESPONSE: Final[_Data] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1_772_366_400,
    "model": "m-1",
    "status": "in_progress",
    "output": [],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
}
_REASONING: Final[_Data] = {"id": "rs_1", "type": "reasoning", "summary": []}
_TEXT: Final[_Data] = {"type": "output_text", "text": "Hi", "annotations": [], "logprobs": []}
_MESSAGE: Final[_Data] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [_TEXT],
}


def _thinking(part: str) -> Iterator[_Data]:
    """The deltas of the reasoning; `part` names what announces them, "summary" another kind."""
    at = {"item_id": "rs_1", "output_index": 0}
    if part == "summary":
        at["summary_index"] = 0
        yield {"type": "response.reasoning_summary_text.delta", **at, "delta": "Hm"}
        yield {"type": "response.reasoning_summary_text.done", **at, "text": "Hm"}
        return
    at["content_index"] = 0
    text = {"type": "reasoning_text", "text": ""}
    if part:
        yield {"type": f"response.{part}.added", **at, "part": text}
    yield {"type": "response.reasoning_text.delta", **at, "delta": "Hm"}
    yield {"type": "response.reasoning_text.done", **at, "text": "Hm"}
    if part:
        yield {"type": f"response.{part}.done", **at, "part": {**text, "text": "Hm"}}


def _answer(part: str) -> list[_Data]:
    """An answer with reasoning, as a server with this way of announcing it sends it."""
    key, kind = ("summary", "summary_text") if part == "summary" else ("content", "reasoning_text")
    thought = {**_REASONING, key: [{"type": kind, "text": "Hm"}]}
    at = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
    empty = {**_MESSAGE, "status": "in_progress", "content": []}
    final = {**_RESPONSE, "status": "completed", "output": [thought, _MESSAGE], "usage": usage(2)}
    return [
        {"type": "response.created", "response": _RESPONSE},
        {"type": "response.output_item.added", "output_index": 0, "item": _REASONING},
        *_thinking(part),
        {"type": "response.output_item.done", "output_index": 0, "item": thought},
        {"type": "response.output_item.added", "output_index": 1, "item": empty},
        {"type": "response.content_part.added", **at, "part": {**_TEXT, "text": ""}},
        {"type": "response.output_text.delta", **at, "delta": "Hi", "logprobs": []},
        {"type": "response.output_text.done", **at, "text": "Hi", "logprobs": []},
        {"type": "response.content_part.done", **at, "part": _TEXT},
        {"type": "response.output_item.done", "output_index": 1, "item": _MESSAGE},
        {"type": "response.completed", "response": final},
    ]


def _numbered(data: list[_Data]) -> list[_Data]:
    return [{**event, "sequence_number": n} for n, event in enumerate(data)]


def _without_indices(data: list[_Data]) -> list[_Data]:
    indices = ("output_index", "content_index")
    return [{key: event[key] for key in event if key not in indices} for event in data]


SERVERS: Final[dict[str, tuple[list[Any], set[str]]]] = {
    "vllm": (_numbered(_answer("reasoning_part")), set()),
    "lm-studio": (_numbered(_answer("")), set()),
    "ollama": (_numbered(_answer("summary")), {"part-not-added"}),
    "hf": ([data_frame(event) for event in _numbered(_answer("content_part"))], set()),
    "openrouter": (
        [
            b": OPENROUTER PROCESSING\n\n",
            *(data_frame(event) for event in _numbered(_answer("content_part"))),
            DONE_FRAME,
        ],
        set(),
    ),
    "llama.cpp": (_without_indices(_answer("")), {"field-missing"}),
}
"""The frames of each server, and the rules of the reference that it breaks in earnest."""


@pytest.mark.parametrize("name", SERVERS)
def test_only_what_a_server_breaks_in_earnest_is_a_violation(name: str) -> None:
    frames, broken = SERVERS[name]
    recording = build_recording([(100.0 + n, data) for n, data in enumerate(frames)])
    findings = DEFAULT_DIALECT.protocol_findings(recording)
    assert {one.code for one in findings if one.severity is Severity.VIOLATION} == broken
    assert profile_note(recording) == ""
    assert not recording.summary.faults
    assert recording.response.text == "Hi"
