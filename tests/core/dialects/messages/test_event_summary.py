"""The content of an event in one line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.messages import (
    CITATION,
    OVERLOADED,
    PING,
    SEARCH_RESULTS,
    block_start,
    block_stop,
    delta,
    message_start,
    messages_recording,
    stop_reason,
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (message_start(), "m-1"),
        (block_start(0, "text", text=""), ""),
        (block_start(0, "tool_use", id="toolu_1", name="find"), "find · toolu_1"),
        (
            block_start(0, "web_search_tool_result", tool_use_id="t", content=SEARCH_RESULTS),
            "1 result · t",
        ),
        (block_start(0, "poem", id="p"), "poem · p"),
        (delta(0, "signature", signature="abc"), "3 characters"),
        (delta(0, "citations", citation=CITATION), "Herons · https://example.org/heron"),
        (delta(0, "text", text=""), ""),
        (delta(0, "poem", line=3), "poem_delta"),
        (block_stop(0), ""),
        (
            stop_reason("stop_sequence", 1234, stop_sequence="\n\nH"),
            "stop_sequence · \n\nH · 1,234 tokens",
        ),
        (
            stop_reason("refusal", 3, stop_details={"explanation": "No."}),
            "refusal · No. · 3 tokens",
        ),
        (OVERLOADED, "overloaded_error · Overloaded"),
        (PING, ""),
    ],
)
def test_a_summary(data: dict[str, Any], expected: str) -> None:
    recording = messages_recording(data)
    assert recording.dialect.summarize(recording.event(0)) == expected
