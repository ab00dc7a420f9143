"""The fields of a line."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.ollama.rules.field_rules import LineFieldRules
from tests.support.lines import END, call_line, chat_line, generate_line, ollama_recording


def problems(data: dict[str, Any]) -> list[str]:
    rules = LineFieldRules()
    rules.check(ollama_recording(data).event(0))
    return [finding.message for finding in rules.finish()]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({**chat_line(), "model": None}, "`model` is null in 1 event (empty)."),
        ({"model": "m", "created_at": "", "done": False}, "`message` is missing in 1 event (em"),
        ({**generate_line("a"), "response": 7}, "`response` is a number, not a string, in 1 "),
        ({**chat_line(), "message": None}, "`message` is null in 1 event (empty)."),
        (chat_line(role="tool"), "`message.role` is 'tool', not assistant in 1 event (empty)."),
        (chat_line(tool_calls=[{}]), "`tool_calls[].function` is missing in 1 event (tool_call)."),
        (call_line(arguments=[]), "`tool_calls[].function.arguments` is a list, not an object,"),
        ({**END, "eval_count": -1}, "`eval_count` is negative in 1 event (done)."),
        ({**END, "done_reason": 7}, "`done_reason` is a number, not a string, in 1 event (done)."),
    ],
)
def test_what_is_wrong_with_a_line(data: dict[str, Any], problem: str) -> None:
    (message,) = problems(data)
    assert message.startswith(problem)
