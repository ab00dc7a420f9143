"""Recorded requests that refer to recorded responses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.input_digest import EMPTY_INPUT
from ppchat.core.replay.recorded_input import RecordedInputs, digest_request
from ppchat.core.stream.signals import Request
from tests.support.recordings import build_recording, created, terminal
from tests.support.tool_run import PROMPT, answered_recording, call_recording, conversation


def test_a_chained_request_stands_for_the_whole_conversation() -> None:
    first = call_recording()
    chained = answered_recording(first, chained=True)
    whole = answered_recording(first)
    _, one, two = RecordedInputs([first, chained, whole]).all
    assert one.digest.whole == two.digest.whole
    assert one.digest.prompt == PROMPT


def test_items_may_be_named_by_their_ids() -> None:
    first = call_recording()
    inputs = RecordedInputs([first])
    body = dict(answered_recording(first).request.body)
    expected = digest_request(body, RESPONSES, inputs)
    body["input"] = [
        {"type": "item_reference", "id": item["id"]}
        if item.get("type") in ("message", "function_call") and "id" in item
        else item
        for item in body["input"]
    ]
    assert sum(item.get("type") == "item_reference" for item in body["input"]) == 2
    assert digest_request(body, RESPONSES, inputs).whole == expected.whole
    assert digest_request(body, RESPONSES).whole != expected.whole


def _chained(response_id: str, previous_id: str) -> Recording:
    body: dict[str, Any] = {"previous_response_id": previous_id, "input": response_id}
    events = [created(id=response_id), terminal(60, id=response_id)]
    return build_recording(events, body=body)


def test_a_long_chain_is_read_in_any_order() -> None:
    chain = [_chained(f"resp_{n}", f"resp_{n - 1}") for n in range(1200)]
    inputs = RecordedInputs(reversed(chain))
    assert [one.digest.prompts for one in inputs.all] == list(range(1200, 0, -1))


def test_a_circle_and_a_response_that_is_missing_are_where_a_conversation_begins() -> None:
    circle = RecordedInputs([_chained("resp_a", "resp_b"), _chained("resp_b", "resp_a")])
    assert sorted(one.digest.prompts for one in circle.all) == [1, 2]
    (missing,) = RecordedInputs([_chained("resp_a", "resp_x")]).all
    assert missing.digest.prompts == 1
    assert circle.digest_after("resp_x") is None
    assert circle.item("msg_x") is None


KEYS = st.sampled_from(
    (
        "type",
        "role",
        "content",
        "text",
        "call_id",
        "id",
        "name",
        "arguments",
        "tool_calls",
        "output",
    )
)
WORDS = st.sampled_from(
    ("message", "function_call", "function_call_output", "item_reference", "user", "tool", "[", "")
)
JSON = st.recursive(
    st.none() | st.integers() | WORDS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(KEYS, children, max_size=5),
    max_leaves=20,
)


@given(JSON, st.sampled_from(DIALECTS))
def test_any_request_has_a_digest(value: Any, dialect: Dialect) -> None:
    for field in ("input", "messages", "previous_response_id", "prompt"):
        for body in ({field: value}, {field: [value]}):
            assert digest_request(body, dialect).prompts >= 0


def test_a_recording_without_a_request_has_an_empty_conversation() -> None:
    (one,) = RecordedInputs([Recording(replace(Request({}, ""), body={}))]).all
    assert one.digest == EMPTY_INPUT


def test_a_conversation_goes_on_from_a_recorded_response() -> None:
    first = call_recording()
    inputs = RecordedInputs([first])
    digest = inputs.digest_after(first.response.response_id)
    assert digest
    assert digest.whole == digest_request({"input": conversation(first)}, RESPONSES).whole
