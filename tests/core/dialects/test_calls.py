"""The calls of an answer that the client must answer."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.recording.recording import Recording
from tests.support.chunks import call_chunk, chat_recording, chunk
from tests.support.lines import THINKING, ollama_recording
from tests.support.messages import WEATHER, messages_recording
from tests.support.recordings import build_recording, created, item_added, item_done, terminal


def calls(recording: Recording) -> tuple[Call, ...]:
    return recording.dialect.calls(recording.response)


def test_calls_of_responses_in_their_order() -> None:
    recording = build_recording(
        [
            created(),
            item_done(10, 0, "reasoning"),
            item_done(20, 1, "function_call", call_id="c1", name="find", arguments='{"q": 1'),
            item_done(30, 2, "custom_tool_call", call_id="c2", name="run", input="print(1)"),
            item_done(
                40, 3, "mcp_approval_request", name="drop", arguments="{}", server_label="db"
            ),
            item_done(50, 4, "shell_call", call_id="c5"),
            terminal(60),
        ]
    )
    assert calls(recording) == (
        Call("function_call", "c1", "find", '{"q": 1', 1),
        Call("custom_tool_call", "c2", "run", "print(1)", 2),
        Call("mcp_approval_request", "item_3", "drop", "{}", 3, "db"),
    )


def test_a_call_that_the_server_answered_needs_no_answer() -> None:
    recording = build_recording(
        [
            created(),
            item_done(10, 0, "function_call", call_id="c1", name="find", arguments="{}"),
            item_done(20, 1, "function_call_output", call_id="c1", output="7"),
            item_done(30, 2, "function_call", call_id="c2", name="find", arguments="{}"),
            terminal(60),
        ]
    )
    assert [call.call_id for call in calls(recording)] == ["c2"]


@pytest.mark.parametrize("status", ["failed", "incomplete", ""])
def test_an_answer_that_is_not_complete_has_no_calls_to_answer(status: str) -> None:
    events = [created(), item_added(10, 0, "function_call", call_id="c1", name="find")]
    recording = build_recording([*events, terminal(60, status)] if status else events)
    assert calls(recording) == ()


def test_calls_of_chat_completions() -> None:
    recording = chat_recording(
        call_chunk('{"q"', id="a", name="find"),
        call_chunk(": 1}"),
        call_chunk("{}", call=1, name="look"),
        chunk(finish="tool_calls"),
    )
    first, second = calls(recording)
    assert first[:4] == ("function_call", "a", "find", '{"q": 1}')
    assert second[:4] == ("function_call", f"call_{second.output_index}", "look", "{}")


def test_calls_of_messages_and_ollama() -> None:
    assert [call[:4] for call in calls(messages_recording(*WEATHER))] == [
        ("tool_use", "toolu_2", "get_weather", '{"city": "Oslo"}'),
        ("tool_use", "toolu_3", "get_weather", '{"city": "Rome"}'),
    ]
    assert [call.name for call in calls(ollama_recording(*THINKING))] == ["find", "look"]
    assert dialect_of_request(ollama_recording().request).calls(ollama_recording().response) == ()


CALL = Call("function_call", "c", "find", "{}", 0)


@pytest.mark.parametrize(
    ("answer", "heading"),
    [
        (CallAnswer(CALL, "7"), "you answered find"),
        (CallAnswer(CALL, "7", note="exit code 0 · 1.2 s"), "find ran · exit code 0 · 1.2 s"),
        (
            CallAnswer(CALL, "7", note="exit code 0 · 1.2 s", ran_ns=9),
            "find ran · exit code 0 · 1.2 s",
        ),
        (
            CallAnswer(CALL, "", note="f cannot be started: no", ran_ns=0),
            "find did not run · f cannot be started: no",
        ),
        (CallAnswer(CALL, approved=True), "you allowed find"),
        (CallAnswer(CALL._replace(server_label="db"), approved=False), "you denied find of db"),
    ],
)
def test_who_answered_what(answer: CallAnswer, heading: str) -> None:
    assert answer.heading == heading
