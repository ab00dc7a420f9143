"""Which refusals are about the way in which a server was asked."""

from __future__ import annotations

from ppchat.core.chat.adaptation import lacks_endpoint, refusal
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


def test_a_missing_endpoint() -> None:
    assert lacks_endpoint(refused(request(), 404, "Not Found"))
    assert not lacks_endpoint(refused(request(), 404, "no model m"))
    assert not lacks_endpoint(refused(request(), 403, "Forbidden"))
