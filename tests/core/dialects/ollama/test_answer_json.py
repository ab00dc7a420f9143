"""The answer without streaming."""

from __future__ import annotations

from ppchat.core.dialects.ollama.answer_json import answer_json
from tests.support.lines import COUNTS, GENERATED, THINKING, call_line, ollama_recording


def test_an_answer_of_chat() -> None:
    answer = answer_json(ollama_recording(*THINKING))
    assert answer["message"] == {
        "role": "assistant",
        "content": "Peter",
        "thinking": "Who?",
        "tool_calls": [
            *call_line()["message"]["tool_calls"],
            *call_line("look")["message"]["tool_calls"],
        ],
    }
    assert (answer["done"], answer["done_reason"]) == (True, "stop")
    assert COUNTS.items() <= answer.items()


def test_generated_text() -> None:
    answer = answer_json(ollama_recording(*GENERATED))
    assert (answer["response"], answer["thinking"], answer["context"]) == ("Peter", "Who?", [1, 2])
    assert "message" not in answer


def test_an_answer_that_has_not_ended() -> None:
    answer = answer_json(ollama_recording(*THINKING[:3]))
    assert (answer["message"]["content"], answer["done"]) == ("Peter", False)
