"""A chunk without text in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.event_summary import summarize
from ppchat.core.stream.event import Event
from tests.support.chunks import call_chunk, chunk, usage_chunk


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (chunk(finish="stop"), "stop"),
        (call_chunk("", id="call_1", name="find"), "find · call_1"),
        (usage_chunk(9, 1234), "1,234 tokens"),
        (chunk(role="assistant"), "m-1"),
        ({"error": {"message": "no", "code": "busy"}}, "busy · no"),
    ],
)
def test_what_a_chunk_carries_besides_text(data: dict[str, Any], words: str) -> None:
    assert summarize(Event(0, 0, "", data)) == words
