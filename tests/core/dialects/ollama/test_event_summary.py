"""The content of a line, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.ollama.event_summary import summarize
from tests.support.lines import END, call_line, chat_line, ollama_recording


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (END, "stop · 3 tokens"),
        (call_line(), "find"),
        (chat_line(images=["x"]), "1 image"),
        ({"error": "no memory"}, "no memory"),
        (chat_line(), "m-1"),
    ],
)
def test_what_a_line_carries_besides_text(data: dict[str, Any], expected: str) -> None:
    assert summarize(ollama_recording(data).event(0)) == expected
