"""The items of a request of Responses, and those that its response adds."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.replay.input_items import InputItem, InputKind
from ppchat.core.dialects.responses.replay.input_items import answer_items, input_items
from tests.gallery.gallery import gallery


def test_a_prompt_may_be_a_string_or_a_message() -> None:
    prompt = InputItem(InputKind.PROMPT, "hi")
    assert list(input_items({"instructions": "Be brief.", "input": "hi"})) == [
        InputItem(InputKind.INSTRUCTIONS, "Be brief."),
        prompt,
    ]
    for message in (
        {"role": "user", "content": "hi"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
    ):
        assert list(input_items({"input": [message]})) == [prompt]


def test_calls_and_outputs_of_each_kind() -> None:
    items = [
        {"type": "function_call", "id": "fc", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "custom_tool_call", "id": "ct", "call_id": "c2", "name": "g", "input": "x"},
        {"type": "mcp_approval_request", "id": "m", "name": "h", "arguments": "{}"},
        {"type": "shell_call", "id": "s", "call_id": "c3", "action": {"commands": ["ls"]}},
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {"type": "custom_tool_call_output", "call_id": "c2", "output": [{"text": "2"}]},
        {"type": "mcp_approval_response", "approval_request_id": "m", "approve": True},
        {"type": "shell_call_output", "call_id": "c3", "output": [{"stdout": "a"}]},
        {"type": "reasoning", "id": "rs"},
        {"type": "web_search_call", "id": "ws"},
        {"type": "item_reference", "id": "msg"},
    ]
    assert list(input_items({"input": items})) == [
        InputItem(InputKind.CALL, "{}", "c1", "f", "fc"),
        InputItem(InputKind.CALL, "x", "c2", "g", "ct"),
        InputItem(InputKind.CALL, "{}", "m", "h", "m"),
        InputItem(InputKind.CALL, '{"commands":["ls"]}', "c3", "shell_call", "s"),
        InputItem(InputKind.OUTPUT, "1", "c1"),
        InputItem(InputKind.OUTPUT, "2", "c2"),
        InputItem(InputKind.OUTPUT, "approved", "m"),
        InputItem(InputKind.OUTPUT, '[{"stdout":"a"}]', "c3"),
        InputItem(InputKind.REFERENCE, item_id="msg"),
    ]


@pytest.mark.parametrize("name", gallery())
def test_what_a_response_adds_is_what_a_client_sends_back(name: str) -> None:
    recording = gallery()[name]
    response = recording.dialect.response_json(recording)
    added = list(answer_items(response))
    assert added == list(input_items({"input": response["output"]}))
    calls = recording.dialect.calls(recording.response)
    assert {call.call_id for call in calls} <= {item.call_id for item in added}


@pytest.mark.parametrize("body", [{}, {"input": 5}, {"input": [None, {"type": 3}, {}]}])
def test_anything_else_is_ignored(body: dict[str, object]) -> None:
    assert [item for item in input_items(body) if item.text] == []
