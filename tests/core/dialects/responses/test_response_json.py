"""A response as a Response object."""

from __future__ import annotations

from typing import Any

from openai.types.responses import Response

from ppchat.core.dialects.responses.response_json import response_json
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame
from ppchat.demo.recordings import recordings
from tests.support.loopback import sse_frame, text_stream


def build(*events: dict[str, Any]) -> Recording:
    recording = Recording(Request({"model": "m"}, ""))
    recording.extend(Frame(sse_frame(data), 0) for data in events)
    return recording


def test_the_sdk_accepts_every_answer_of_the_demo() -> None:
    for recording, _ in recordings():
        model = Response.model_validate(response_json(recording))
        assert model.status == (recording.response.status or None)
        if recording.outcome and recording.outcome.value == "completed":
            assert model.output_text == recording.response.text


def test_fields_the_server_omits_are_filled_in() -> None:
    recording = Recording(Request({"model": "m"}, ""))
    recording.extend(Frame(raw, 0) for raw in text_stream("Hel", "lo"))
    result = response_json(recording)
    assert Response.model_validate(result).output_text == "Hello"
    cut_off = Recording(Request({"model": "m"}, ""))
    cut_off.extend(Frame(raw, 0) for raw in text_stream("Hel", "lo")[:-1])
    assert Response.model_validate(response_json(cut_off)).output_text == "Hello"


def test_usage_and_citations_get_the_fields_they_lack() -> None:
    part = {
        "type": "output_text",
        "text": "x",
        "annotations": [{"type": "url_citation", "url": "https://a.example"}],
    }
    item = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [part],
    }
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    snapshot = {"id": "r", "model": "m", "output": [item], "usage": usage}
    model = Response.model_validate(
        response_json(build({"type": "response.completed", "response": snapshot}))
    )
    assert model.usage
    assert model.usage.output_tokens_details.reasoning_tokens == 0


def test_no_events_make_a_response_without_a_status() -> None:
    result = response_json(build())
    assert (result["status"], result["output"], result["model"]) == (None, [], "m")
