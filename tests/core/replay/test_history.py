"""Requests that refer to responses which were replayed."""

from __future__ import annotations

from itertools import count

import pytest

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.replay import history as history_module
from ppchat.core.replay.history import ReplayHistory
from ppchat.core.replay.recorded_input import digest_request
from ppchat.core.replay.template import ReplayIdentity, ResponseTemplate
from tests.support.tool_run import call_recording, conversation

TEMPLATE = ResponseTemplate(call_recording())
IDS = count()


def replay(history: ReplayHistory) -> ReplayIdentity:
    body = TEMPLATE.recording.request.body
    identity = ReplayIdentity(TEMPLATE, body, 0, lambda old: f"{old[:4]}{next(IDS)}")
    history.remember(identity, digest_request(body, RESPONSES, history))
    return identity


def test_a_request_goes_on_from_the_response_that_its_client_knows() -> None:
    history = ReplayHistory()
    identity = replay(history)
    (call,) = (i for i in identity.whole_response["output"] if i["type"] == "function_call")
    output = {"type": "function_call_output", "call_id": call["call_id"], "output": "17"}
    chained = {"previous_response_id": identity.response_id, "input": [output]}
    whole = {"input": [*conversation(TEMPLATE.recording), output]}
    whole["input"][2] = call
    digest = digest_request(chained, RESPONSES, history)
    assert digest.whole == digest_request(whole, RESPONSES).whole
    assert digest.answered_names == ("get_weather",)
    (recorded,) = RESPONSES.calls(TEMPLATE.recording.response)
    assert history.recorded_id(call["call_id"]) == recorded.call_id


def test_items_are_known_by_the_ids_of_the_client() -> None:
    history = ReplayHistory()
    identity = replay(history)
    message, call = identity.whole_response["output"]
    assert getattr(history.item(message["id"]), "text", "") == "I look."
    assert getattr(history.item(call["id"]), "call_id", "") == call["call_id"]
    assert history.item("msg_unknown") is None
    assert history.digest_after("resp_unknown") is None
    assert history.recorded_id("call_unknown") == "call_unknown"


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "_RETAINED", 3)
    history = ReplayHistory()
    first = replay(history)
    for _ in range(3):
        last = replay(history)
    assert history.digest_after(first.response_id) is None
    assert history.item(first.whole_response["output"][0]["id"]) is None
    assert history.digest_after(last.response_id)
