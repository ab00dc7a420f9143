"""The derived types of lines."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.ollama.event_types import EVENT_TYPES, type_of
from ppchat.core.dialects.vocabulary import Family
from tests.support.lines import END, call_line, chat_line, done, generate_line


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (chat_line("a"), "line.content"),
        (generate_line("a"), "line.content"),
        (chat_line("a", thinking="b"), "line.thinking+content"),
        (call_line(), "line.tool_call"),
        (chat_line(images=["x"]), "line.image"),
        (chat_line(), "line.empty"),
        (END, "line.done"),
        (done(generate_line("a")), "line.content+done"),
        ({"error": "no"}, "error"),
        ({"error": None, "done": True}, "line.done"),
        ({"type": "ping"}, "ping"),
        ({"status": "pulling manifest"}, ""),
    ],
)
def test_a_type_says_what_a_line_does(data: dict[str, Any], expected: str) -> None:
    assert type_of(data) == expected


def test_joined_types_are_known() -> None:
    joined = EVENT_TYPES["line.thinking+content+done"]
    assert (joined.family, joined.grows) == (Family.REASONING, "text")
    assert joined.response_status == "completed"
