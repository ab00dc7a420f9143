"""The state of an answer after its lines."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.ollama.line import FIRST_CALL
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Usage
from tests.support.lines import (
    END,
    GENERATED,
    THINKING,
    TWISTER,
    call_line,
    chat_line,
    done,
    ollama_recording,
)


def test_an_answer_with_thinking_and_calls() -> None:
    response = ollama_recording(*THINKING).response
    assert (response.status, response.model, response.text) == ("completed", "m-1", "Peter")
    assert [(item.type, item.status) for item in response.items] == [
        ("reasoning", "completed"),
        ("message", "completed"),
        ("function_call", "completed"),
        ("function_call", "completed"),
    ]
    assert response.items[0].text("reasoning") == "Who?"
    assert [item.data and item.data["name"] for item in response.items[2:]] == ["find", "look"]
    assert response.usage == Usage(9, None, 3, None, None)


def test_generated_text() -> None:
    response = ollama_recording(*GENERATED).response
    assert (response.text, response.items[0].text("reasoning")) == ("Peter", "Who?")


def test_a_call_whose_index_is_taken_is_another_one() -> None:
    calls = [call_line(id="a"), call_line(id="b"), call_line(id="c")]
    items = ollama_recording(*calls, END).response.items
    assert [item.output_index - FIRST_CALL for item in items] == [0, 1, 2]
    assert [item.id for item in items] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("last", "outcome", "reason"),
    [
        (END, Outcome.COMPLETED, ""),
        (done(chat_line(), "length"), Outcome.INCOMPLETE, "length"),
        (done(chat_line(), "load"), Outcome.COMPLETED, ""),
        (done(chat_line(), ""), Outcome.COMPLETED, ""),
        ({"error": "no memory"}, Outcome.FAILED, ""),
        (chat_line(), Outcome.CUT_OFF, ""),
    ],
)
def test_how_an_answer_ends(last: dict[str, Any], outcome: Outcome, reason: str) -> None:
    recording = ollama_recording(*TWISTER[:2], last)
    assert (recording.outcome, recording.response.reason) == (outcome, reason)
    assert recording.response.text == "Peter Piper"


def test_an_error_has_its_message() -> None:
    error = ollama_recording(chat_line("a"), {"error": "no memory"}).response.error
    assert error
    assert error.message == "no memory"


def test_nothing_revokes_the_end() -> None:
    response = ollama_recording(chat_line("a"), done(chat_line(), "length"), *TWISTER).response
    assert (response.status, response.reason, response.text) == (
        "incomplete",
        "length",
        "aPeter Piper",
    )
