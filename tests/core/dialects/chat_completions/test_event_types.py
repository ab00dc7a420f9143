"""The derived types of chunks."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.event_types import EVENT_TYPES, type_of
from ppchat.core.dialects.vocabulary import Family
from tests.support.chunks import call_chunk, chunk, chunk_of, usage_chunk


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (chunk(role="assistant", content=""), "chunk.role"),
        (chunk(content="a"), "chunk.content"),
        (chunk(reasoning="a"), "chunk.reasoning"),
        (call_chunk("{"), "chunk.tool_call"),
        (chunk(finish="stop"), "chunk.finish"),
        (chunk(content="a", finish="stop"), "chunk.content+finish"),
        (usage_chunk(), "chunk.usage"),
        (chunk_of(), "chunk.empty"),
        (chunk_of(prompt_filter_results=[{}]), "chunk.filter"),
        ({"error": {"message": "no"}}, "error"),
        ({}, ""),
    ],
)
def test_the_type_says_what_a_chunk_does(data: dict[str, Any], name: str) -> None:
    assert type_of(data) == name
    assert not name or name in EVENT_TYPES


def test_a_joined_type_is_what_its_parts_are() -> None:
    joined = EVENT_TYPES["chunk.content+finish"]
    assert (joined.family, joined.grows, joined.response_status) == (
        Family.TEXT,
        "text",
        "completed",
    )
    for name in ("chunk.tomorrow+finish", "chunk.finish+finish", "x+y"):
        assert name not in EVENT_TYPES
