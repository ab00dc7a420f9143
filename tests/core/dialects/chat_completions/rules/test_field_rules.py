"""Findings about the fields of chunks."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.rules.field_rules import (
    ChunkFieldRules,
    is_filter_frame,
)
from tests.support.chunks import call_chunk, chat_recording, chunk, chunk_of


def messages(*chunks: dict[str, Any]) -> list[str]:
    rules = ChunkFieldRules()
    for event in chat_recording(*chunks).events():
        rules.check(event, "content")
    return [finding.message for finding in rules.finish()]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({**chunk(), "id": None}, "`id` is null"),
        ({**chunk(), "created": "now"}, "`created` is a string, not a whole number,"),
        ({**chunk(), "choices": {}}, "`choices` is an object, not a list,"),
        ({**chunk(), "object": "chunk"}, "`object` is 'chunk', not chat.completion.chunk"),
        (chunk_of(7), "`choices[]` is a number, not an object,"),
        (
            chunk_of({"index": "0", "delta": {}, "finish_reason": None}),
            "`choices[].index` is a string, not a whole number,",
        ),
        (
            chunk_of({"index": -1, "delta": {}, "finish_reason": None}),
            "`choices[].index` is negative",
        ),
        (
            chunk_of({"index": 0, "delta": None, "finish_reason": None}),
            "`choices[].delta` is null",
        ),
        (chunk(content=[]), "`choices[].delta.content` is a list, not a string,"),
        (chunk(role="model"), "`choices[].delta.role` is 'model', not assistant"),
        (chunk(finish=7), "`choices[].finish_reason` is a number, not a string,"),  # type: ignore[arg-type]
        (chunk(tool_calls={}), "`choices[].delta.tool_calls` is an object, not a list,"),
        (chunk(tool_calls=[7]), "`tool_calls[]` is a number, not an object,"),
        (chunk(tool_calls=[{"id": "x"}]), "`tool_calls[].index` is missing"),
        (
            call_chunk({}),  # type: ignore[arg-type]
            "`tool_calls[].function.arguments` is an object, not a string,",
        ),
        (
            chunk_of(usage={"prompt_tokens": 1}),
            "`usage.completion_tokens`, `usage.total_tokens` are missing",
        ),
    ],
)
def test_a_field_that_is_missing_or_wrong(data: dict[str, Any], words: str) -> None:
    assert messages(data) == [f"{words} in 1 event (content)."]


def test_the_same_in_many_chunks_is_one_finding() -> None:
    (message,) = messages(*[{**chunk(content="a"), "id": None}] * 7)
    assert message == "`id` is null in 7 events (content)."


def test_the_frames_of_azures_filter_are_no_chunks() -> None:
    prompt = {"choices": [], "id": "", "object": "", "prompt_filter_results": []}
    results = {"choices": [{"index": 0, "content_filter_offsets": {}}], "object": ""}
    assert is_filter_frame(prompt)
    assert is_filter_frame(results)
    assert messages(prompt, results) == []
