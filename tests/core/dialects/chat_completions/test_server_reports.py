"""Errors and usage, in the shapes in which servers report them."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.server_reports import (
    read_usage,
    reports_error,
    server_error,
    usage_data,
)
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Usage
from ppchat.core.view.ending import ending
from tests.support.chunks import DONE_FRAME, chat_recording, chunk, chunk_of

_NULLS = {"type": "server_error", "param": None, "code": None}
ERRORS: dict[str, tuple[dict[str, Any] | bytes, str, str]] = {
    "openai": ({"error": {"message": "A fault", **_NULLS}}, "A fault", "server_error"),
    "openrouter": (
        {**chunk(finish="error", content=""), "error": {"code": 502, "message": "Gone"}},
        "Gone",
        "502",
    ),
    "openrouter's choice": (
        chunk_of({"index": 0, "delta": {}, "error": {"code": 429, "message": "Slow down"}}),
        "Slow down",
        "429",
    ),
    "vllm": (
        {"error": {"message": "boom", "type": "BadRequestError", "param": None, "code": 400}},
        "boom",
        "400",
    ),
    "vllm, earlier": (
        {"object": "error", "message": "boom", "type": "BadRequestError", "code": 400},
        "boom",
        "400",
    ),
    "llama.cpp": (
        b'error: {"code":500,"message":"slot died","type":"server_error"}\n\n',
        "slot died",
        "500",
    ),
    "litellm": (
        {"error": {"message": "litellm.Timeout", "type": "None", "param": "None", "code": "408"}},
        "litellm.Timeout",
        "408",
    ),
    "litellm without code": (
        {"error": {"message": "litellm", "type": "None", "code": None}},
        "litellm",
        "",
    ),
    "groq": (
        b'event: error\ndata: {"error":{"message":"over capacity","type":"internal"}}\n\n',
        "over capacity",
        "internal",
    ),
    "groq's chunk": (chunk_of(x_groq={"error": "bad call"}), "bad call", ""),
    "mistral": (
        {"object": "error", "message": "No", "type": "invalid_request_error", "code": "3505"},
        "No",
        "3505",
    ),
    "mistral's list": (
        {
            "object": "error",
            "message": {"detail": [{"loc": ["body", "model"], "msg": "Field required"}]},
            "type": "invalid_request_error",
            "code": None,
        },
        "body.model: Field required",
        "invalid_request_error",
    ),
    "plain": ({"message": "Internal server error"}, "Internal server error", ""),
    "text": ({"error": "stream timeout"}, "stream timeout", ""),
    "detail": ({"detail": "Not allowed"}, "Not allowed", ""),
    "without words": ({"error": {"fault": 1}}, '{"fault": 1}', ""),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_the_middle_of_a_stream_fails_it(name: str) -> None:
    frame, message, code = ERRORS[name]
    recording = chat_recording(chunk(content="Pet"), frame, chunk(finish="stop"), DONE_FRAME)
    assert recording.outcome is Outcome.FAILED
    assert recording.response.error == (message, code)
    assert recording.faults == {}
    notice = ending(recording.summary)
    assert notice is not None
    assert message in notice[1]
    assert code in notice[1]
    assert reports_error(recording.event(1).data)


@pytest.mark.parametrize("data", [{}, chunk(content="a"), {"error": None}, {"message": {"a": 1}}])
def test_what_reports_no_error(data: dict[str, Any]) -> None:
    assert server_error(data) is None
    assert not reports_error(data)


_USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}


@pytest.mark.parametrize(
    "data",
    [
        chunk_of(usage=_USAGE),
        chunk_of(x_groq={"id": "req_1", "usage": _USAGE}),
        chunk_of({"index": 0, "delta": {}, "finish_reason": "stop", "usage": _USAGE}),
    ],
    ids=["openai", "groq", "moonshot"],
)
def test_usage_stands_in_several_places(data: dict[str, Any]) -> None:
    assert usage_data(data) == _USAGE
    assert "usage" in chat_recording(data).type(0)


@pytest.mark.parametrize(
    ("fields", "cached", "reasoning"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 4}}, 4, None),
        ({"prompt_cache_hit_tokens": 5, "prompt_cache_miss_tokens": 4}, 5, None),
        ({"cached_tokens": 6}, 6, None),
        ({"completion_tokens_details": {"reasoning_tokens": 2}}, None, 2),
        ({"prompt_tokens_details": None}, None, None),
    ],
    ids=["openai", "deepseek", "moonshot", "reasoning", "null"],
)
def test_the_details_of_usage(
    fields: dict[str, Any], cached: int | None, reasoning: int | None
) -> None:
    assert read_usage({**_USAGE, **fields}) == Usage(9, cached, 3, reasoning, 12)
