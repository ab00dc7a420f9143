"""Whether events and their objects have the fields they must have."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.events.field_rules import FieldRules
from ppchat.core.stream.event import Event

AT = {"item_id": "msg_1", "output_index": 0}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": []}
MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "in_progress",
    "content": [],
}
USAGE = {
    "input_tokens": 5,
    "input_tokens_details": {},
    "output_tokens": 3,
    "output_tokens_details": {},
    "total_tokens": 8,
}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1790000000,
    "model": "gpt-x",
    "output": [],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
}


def findings(*events: tuple[str, dict[str, Any]], fault: str = "") -> list[Finding]:
    rules = FieldRules(RESPONSES)
    for n, (name, data) in enumerate(events):
        rules.check(Event(n, 0, name, {"type": name, **data}, fault))
    return list(rules.finish())


def item(**fields: Any) -> tuple[str, dict[str, Any]]:
    return "response.output_item.added", {"output_index": 0, "item": {**MESSAGE, **fields}}


def completed(**fields: Any) -> tuple[str, dict[str, Any]]:
    return "response.completed", {"response": {**RESPONSE, **fields}}


def test_the_same_problem_in_several_events_is_one_finding() -> None:
    delta = ("response.reasoning_summary_text.delta", {**AT, "delta": "Weigh"})
    done = ("response.reasoning_summary_text.done", {**AT, "text": "Weigh"})
    (finding,) = findings(delta, delta, done)
    assert (finding.code, list(finding.events)) == ("field-missing", [0, 1, 2])
    assert finding.message == (
        "`summary_index` is missing in 3 events "
        "(reasoning_summary_text.delta, reasoning_summary_text.done)."
    )


@pytest.mark.parametrize(
    ("event", "code", "words"),
    [
        (("response.completed", {}), "field-missing", "`response` is missing"),
        (("response.completed", {"response": None}), "field-missing", "`response` is null"),
        (("response.completed", {"response": []}), "wrong-kind", "`response` is a list"),
        (completed(output=None), "field-missing", "`response.output` is null"),
        (completed(status="done"), "wrong-value", "`response.status` is 'done', not one of"),
        (completed(status=3), "wrong-kind", "`response.status` is a number, not a string,"),
        (completed(output=[7]), "wrong-kind", "`response.output[]` is a number, not an object,"),
        (completed(output=[{"id": "x"}]), "field-missing", "`response.output[].type` is missing"),
        (
            completed(usage={**USAGE, "input_tokens": None}),
            "field-missing",
            "`response.usage.input_tokens` is null",
        ),
        (completed(usage={"completion_tokens": 3}), "usage-of-chat", "as in Chat Completions"),
        (item(type=None), "field-missing", "`item.type` is null"),
        (item(content=None, status=None), "field-missing", "`item.content`, `item.status` are"),
        (item(status="done"), "wrong-value", "`item.status` is 'done', not one of completed"),
        (item(role="user"), "wrong-value", "`item.role` is 'user', not assistant"),
        (item(content=[3]), "wrong-kind", "`item.content[]` is a number, not an object,"),
        (
            item(content=[{"type": "output_text", "text": ""}]),
            "field-missing",
            "`item.content[].annotations` is missing in 1 event (output_item.added: message)",
        ),
        (
            ("response.output_item.added", {"output_index": -1, "item": MESSAGE}),
            "wrong-value",
            "`output_index` is negative",
        ),
        (
            ("response.output_item.added", {"output_index": True, "item": MESSAGE}),
            "wrong-kind",
            "`output_index` is a boolean, not a whole number,",
        ),
        (
            ("response.output_item.added", {"output_index": 0, "item": "message"}),
            "wrong-kind",
            "`item` is a string, not an object,",
        ),
        (("error", {"error": {"message": "busy"}}), "error-nested", "nested in `error`"),
        (("error", {}), "field-missing", "`message` is missing"),
        (
            ("response.apply_patch_call_operation_diff.delta", {"delta": 7}),
            "wrong-kind",
            "`delta` is a number, not a string,",
        ),
    ],
)
def test_a_problem(event: tuple[str, dict[str, Any]], code: str, words: str) -> None:
    (finding,) = findings(event)
    assert finding.code == code
    assert words in finding.message


@pytest.mark.parametrize(
    "event",
    [
        item(),
        completed(output=[MESSAGE, REASONING], usage=USAGE),
        item(type="poem"),
        ("response.poem.delta", {}),
        ("error", {"message": "busy", "error": {"message": "busy"}}),
        ("keepalive", {}),
    ],
)
def test_no_problem(event: tuple[str, dict[str, Any]]) -> None:
    assert findings(event) == []


def test_what_servers_often_omit_is_one_remark() -> None:
    delta = ("response.output_text.delta", {**AT, "content_index": 0, "delta": "Sure"})
    (finding,) = findings(delta, delta, completed(tools=None))
    assert (finding.code, list(finding.events)) == ("field-omitted", [0, 1, 2])
    assert "`logprobs`, `response.tools`" in finding.message


def test_a_damaged_frame_is_not_judged() -> None:
    assert findings(("response.completed", {}), fault="not UTF-8") == []
