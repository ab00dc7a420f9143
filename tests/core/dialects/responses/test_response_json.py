"""A turn as a Response object."""

from __future__ import annotations

from typing import Any

from openai.types.responses import Response

from ppchat.core.dialects.responses.response_json import response
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame
from ppchat.demo.recordings import recordings
from tests.support.loopback import sse, text_stream


def made(*events: dict[str, Any]) -> Recording:
    recording = Recording(Request({"model": "m"}, ""))
    recording.extend(Frame(sse(data), 0) for data in events)
    return recording


def test_the_sdk_accepts_every_answer_of_the_demo() -> None:
    for recording, _ in recordings():
        found = Response.model_validate(response(recording))
        assert found.status == (recording.turn.status or None)
        if recording.verdict and recording.verdict.value == "completed":
            assert found.output_text == recording.turn.text


def test_what_a_server_left_out_is_filled_in() -> None:
    recording = Recording(Request({"model": "m"}, ""))
    recording.extend(Frame(raw, 0) for raw in text_stream("Hel", "lo"))
    whole = response(recording)
    assert Response.model_validate(whole).output_text == "Hello"
    cut = Recording(Request({"model": "m"}, ""))
    cut.extend(Frame(raw, 0) for raw in text_stream("Hel", "lo")[:-1])
    assert Response.model_validate(response(cut)).output_text == "Hello"


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
    whole = {"id": "r", "model": "m", "output": [item], "usage": usage}
    found = Response.model_validate(
        response(made({"type": "response.completed", "response": whole}))
    )
    assert found.usage
    assert found.usage.output_tokens_details.reasoning_tokens == 0


def test_nothing_at_all_is_a_response_without_a_status() -> None:
    whole = response(made())
    assert (whole["status"], whole["output"], whole["model"]) == (None, [], "m")
