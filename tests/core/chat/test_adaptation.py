"""Which refusals are about the way in which a server was asked."""

from __future__ import annotations

import pytest

from ppchat.core.chat.adaptation import lacks_endpoint, refusal, rejected_fields
from ppchat.core.chat.conversation import build_request
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.stream.signals import Request
from tests.support.chunks import TWISTER, chat_recording
from tests.support.refusals import refused


def request(**extra: object) -> Request:
    return build_request(
        (), "hello", model="m", base_url="http://h/v1", extra=extra, dialect=CHAT_COMPLETIONS
    ).request


def test_an_answer_is_no_refusal() -> None:
    summary = chat_recording(*TWISTER).summary
    assert refusal(summary) is None
    assert not lacks_endpoint(summary)
    assert rejected_fields(summary, ()) == ()


def test_a_missing_endpoint() -> None:
    assert lacks_endpoint(refused(request(), 404, "Not Found"))
    assert not lacks_endpoint(refused(request(), 404, "no model m"))
    assert not lacks_endpoint(refused(request(), 403, "Forbidden"))


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Unknown parameter: 'stream_options'."),
        (422, "body.stream_options: Extra inputs are not permitted"),
        (400, "include_usage is not supported with this model"),
        (400, "Additional properties are not allowed"),
        (400, "unrecognized request argument supplied: something"),
        (422, "body.x: Extra inputs are not permitted"),
    ],
)
def test_a_rejected_field(status: int, message: str) -> None:
    summary = refused(request(), status, message)
    assert rejected_fields(summary, ()) == ("stream_options",)
    assert rejected_fields(summary, {"stream_options"}) == ()


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "The prompt is too long."),
        (401, "Unknown parameter: 'stream_options'."),
        (500, "unknown field"),
    ],
)
def test_a_refusal_for_another_reason(status: int, message: str) -> None:
    assert rejected_fields(refused(request(), status, message), ()) == ()


def test_what_was_not_sent_was_not_rejected() -> None:
    plain = Request({"model": "m"}, "http://h/v1", path="/chat/completions")
    assert rejected_fields(refused(plain, 400, "unknown field stream_options"), ()) == ()
