"""Answers written as chunks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.replay.answer_writer import ChunkWriter
from ppchat.core.dialects.replay.traits import AnswerItem
from ppchat.core.response.response import Response, ServerError, Usage

MESSAGE = AnswerItem(0, "message")
CALL = AnswerItem(1, "function_call", "call_1", "find")


def chunks(frames: Iterable[bytes]) -> list[dict[str, Any]]:
    texts = [raw.removeprefix(b"data: ") for raw in frames]
    return [json.loads(text) for text in texts if text != b"[DONE]\n\n"]


def deltas(frames: Iterable[bytes]) -> list[dict[str, Any]]:
    return [chunk["choices"][0]["delta"] for chunk in chunks(frames)]


def test_the_role_begins_it() -> None:
    (first,) = chunks(ChunkWriter("m").begin())
    assert first["model"] == "m"
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}


def test_text_reasoning_and_refusals_are_fields_of_the_delta() -> None:
    writer, thought = ChunkWriter("m"), AnswerItem(1, "reasoning")
    assert list(writer.begin_item(MESSAGE)) == []
    assert deltas(writer.grow(MESSAGE, "text", 0, "a")) == [{"content": "a"}]
    assert deltas(writer.grow(MESSAGE, "refusal", 0, "b")) == [{"refusal": "b"}]
    assert deltas(writer.grow(thought, "summary", 0, "c")) == [{"reasoning_content": "c"}]


def test_a_blank_line_stands_between_two_parts() -> None:
    writer, other = ChunkWriter("m"), AnswerItem(2, "message")
    frames = [
        *writer.grow(MESSAGE, "text", 0, "a"),
        *writer.grow(MESSAGE, "text", 0, "b"),
        *writer.grow(MESSAGE, "text", 1, "c"),
        *writer.grow(other, "text", 0, "d"),
    ]
    assert "".join(delta["content"] for delta in deltas(frames)) == "ab\n\nc\n\nd"


def test_a_call_begins_with_its_id_and_name() -> None:
    writer = ChunkWriter("m")
    frames = [*writer.begin_item(CALL), *writer.grow(CALL, "arguments", 0, "{}")]
    assert [delta["tool_calls"] for delta in deltas(frames)] == [
        [
            {
                "index": 0,
                "id": "call_1",
                "type": "function",
                "function": {"name": "find", "arguments": ""},
            }
        ],
        [{"index": 0, "function": {"arguments": "{}"}}],
    ]
    custom = AnswerItem(2, "custom_tool_call", "call_2", "run")
    (delta, *_) = deltas([*writer.begin_item(custom), *writer.grow(custom, "input", 0, "x")])
    assert delta["tool_calls"][0]["custom"] == {"name": "run", "input": ""}
    assert delta["tool_calls"][0]["index"] == 1


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response(status="completed"), "stop"),
        (Response(status="incomplete", reason="length"), "length"),
        (Response(status="incomplete", reason="content_filter"), "content_filter"),
    ],
)
def test_the_finish_says_why(response: Response, reason: str) -> None:
    frames = list(ChunkWriter("m").end(response))
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks(frames)] == [reason]
    assert frames[-1] == b"data: [DONE]\n\n"


def test_calls_and_usage_at_the_end() -> None:
    writer = ChunkWriter("m")
    list(writer.begin_item(CALL))
    usage = Usage(3, None, 4, 2, None)
    finish, last = chunks(writer.end(Response(status="completed", usage=usage)))
    assert finish["choices"][0]["finish_reason"] == "tool_calls"
    assert last["choices"] == []
    assert (last["usage"]["prompt_tokens"], last["usage"]["total_tokens"]) == (3, 7)
    assert last["usage"]["completion_tokens_details"] == {"reasoning_tokens": 2}


def test_a_failure_is_an_error_and_what_is_cut_off_has_no_end() -> None:
    failed = Response(status="failed", error=ServerError("lost", "server_error"))
    assert chunks(ChunkWriter("m").end(failed)) == [
        {
            "error": {
                "message": "lost",
                "type": "server_error",
                "param": None,
                "code": "server_error",
            }
        }
    ]
    assert list(ChunkWriter("m").end(Response(status="in_progress"))) == []
