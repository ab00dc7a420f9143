"""The content of an event without a delta, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.event_summary import summarize
from ppchat.core.stream.event import Event


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "response.created", "response": {"model": "m"}}, "m"),
        ({"type": "response.in_progress", "response": {"model": "m"}}, ""),
        (
            {
                "type": "response.incomplete",
                "response": {
                    "incomplete_details": {"reason": "max_output_tokens"},
                    "usage": {"output_tokens": 4096},
                },
            },
            "max_output_tokens · 4,096 tokens",
        ),
        (
            {
                "type": "response.output_text.annotation.added",
                "annotation": {"type": "url_citation", "title": "Herons", "url": "u"},
            },
            "url_citation · Herons · u",
        ),
        ({"type": "response.reasoning_summary_part.added", "part": {"type": "s"}}, "s"),
        ({"type": "response.output_text.done", "text": "whole"}, ""),
        ({"type": "error", "error": 7}, ""),
    ],
)
def test_summary(data: dict[str, Any], expected: str) -> None:
    assert summarize(Event(0, 0, data["type"], data)) == expected
