"""Whether a stream is of one response, and how it begins and ends."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.events.lifecycle_rules import LifecycleRules
from ppchat.core.response.outcome import Outcome
from tests.support.recordings import build_recording, encode_sse, message_events


def findings(events: list[Any], first_sequence: int | None = 0) -> list[Finding]:
    recording = build_recording(events)
    rules = LifecycleRules(recording)
    for event in recording.events():
        rules.check(event)
    return list(rules.finish(first_sequence))


def bare(n: int, **fields: Any) -> tuple[float, bytes]:
    """Event `n` of a sound stream as the response itself, named only by its `event:` line."""
    at_ms, data = message_events()[n]
    name = data["type"].encode()
    return at_ms, b"event: %b\n%b" % (name, encode_sse({**data["response"], **fields}))


def test_a_sound_stream_has_no_findings() -> None:
    assert findings(message_events()) == []


def test_an_id_that_changes_at_every_event_is_one_finding() -> None:
    events = message_events()
    for n in (1, 10):
        at_ms, data = events[n]
        events[n] = (at_ms, {**data, "response": {**data["response"], "id": f"resp_{n}0"}})
    (finding,) = findings(events)
    assert (finding.code, list(finding.events)) == ("response-id-changes", [1, 10])
    assert "in in_progress, completed: 'resp_10' after 'resp_1'." in finding.message


def test_responses_that_are_not_wrapped_are_one_finding_and_end_nothing() -> None:
    events: list[Any] = [bare(0), bare(1), *message_events()[2:10], bare(10)]
    (finding,) = findings(events)
    assert (finding.code, list(finding.events)) == ("untyped", [0, 1, 10])
    assert "(created, in_progress, completed)" in finding.message
    assert "no `response` around the response" in finding.message
    assert finding.message.endswith("The end of the stream could not be understood.")
    recording = build_recording(events)
    assert recording.outcome is Outcome.CUT_OFF
    assert recording.response.text == "Peter Piper picked"


def test_a_response_without_a_type_is_understood_where_it_is_wrapped() -> None:
    events: list[Any] = message_events()
    at_ms, data = events[10]
    raw = encode_sse({"response": data["response"]})
    events[10] = (at_ms, b"event: response.completed\n" + raw)
    (finding,) = findings(events)
    assert finding.code == "untyped"
    assert "understood" not in finding.message
    assert build_recording(events).outcome is Outcome.COMPLETED


@pytest.mark.parametrize(
    ("first_sequence", "codes"), [(0, ["no-created"]), (1, ["no-created"]), (None, ["no-created"])]
)
def test_created_is_missing(first_sequence: int | None, codes: list[str]) -> None:
    assert [finding.code for finding in findings(message_events()[1:], first_sequence)] == codes


def test_the_rest_of_a_stream_needs_no_created() -> None:
    assert findings(message_events()[5:], 5) == []


def test_created_comes_late() -> None:
    events = message_events()
    events[0], events[1] = events[1], events[0]
    (finding,) = findings(events)
    assert finding.code == "no-created"
    assert "it comes as event 1" in finding.message


def test_a_damaged_first_frame_may_be_created() -> None:
    assert findings([(20, b"data: {]\n\n"), *message_events()[1:]]) == []


def test_more_reasoning_than_output_does_not_add_up() -> None:
    events = message_events()
    at_ms, data = events[10]
    usage = {**data["response"]["usage"], "output_tokens_details": {"reasoning_tokens": 9}}
    events[10] = (at_ms, {**data, "response": {**data["response"], "usage": usage}})
    (finding,) = findings(events)
    assert finding.message == "The usage does not add up: 9 reasoning tokens of 3 output tokens."


def test_an_error_inside_another_frame_ends_no_stream() -> None:
    events: list[Any] = message_events()
    frame = b'event: response.completed\ndata: {"type":"response.completed","resp\ndata: %b\n\n'
    events[10] = (900, frame % b'{"type":"error","error":{"message":"lost the model"}}')
    assert [finding.code for finding in findings(events)] == ["no-terminal"]
    recording = build_recording(events)
    assert recording.outcome is Outcome.FAILED
    assert recording.response.error is not None
    assert recording.response.error.message == "lost the model"


def test_the_error_of_a_request_may_end_a_stream() -> None:
    events: list[Any] = [*message_events()[:6], (900, {"error": {"message": "no capacity"}})]
    assert [finding.code for finding in findings(events)] == ["untyped", "error-end"]
    recording = build_recording(events)
    assert recording.outcome is Outcome.FAILED
    assert recording.response.error is not None
    assert recording.response.error.message == "no capacity"
