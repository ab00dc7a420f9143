"""Which refusals are about the way in which a server was asked."""

from __future__ import annotations

import pytest

from ppchat.core.chat.adaptation import lacks_endpoint, lost_response, refusal
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


@pytest.mark.parametrize(
    ("status", "message", "lost"),
    [
        (400, "Previous response with id 'resp_1' not found.", True),
        (404, "previous_response_not_found", True),
        (401, "Previous response with id 'resp_1' not found.", False),
        (400, "No such model", False),
    ],
)
def test_a_response_that_the_server_has_lost(status: int, message: str, lost: bool) -> None:
    assert lost_response(refused(request(), status, message)) is lost
