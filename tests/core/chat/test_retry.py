"""When a request is retried, and the request that resumes a response."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.retry import (
    MAX_RETRIES,
    MAX_WAIT_S,
    last_sequence_number,
    resume_request,
    retry_delay_s,
)
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request
from ppchat.core.stream.sse import Frame
from tests.support.recordings import (
    MS,
    T0_NS,
    TWISTER,
    build_frame,
    build_recording,
    created,
    delta,
    terminal,
)


def refused(**changes: Any) -> Recording:
    problem = Problem("rate limited", "no", **{"status": 429, "retryable": True} | changes)
    return build_recording([], end=End.REFUSED, problem=problem)


def test_each_delay_is_twice_the_previous_one_up_to_the_limit() -> None:
    delays = [retry_delay_s(refused().summary, retries) for retries in range(MAX_RETRIES + 1)]
    assert delays == [1, 2, 4, None]


def test_the_server_sets_the_delay() -> None:
    assert retry_delay_s(refused(retry_after_s=7.5).summary, 0) == 7.5
    assert retry_delay_s(refused(retry_after_s=0.0).summary, 1) == 0.0
    assert retry_delay_s(refused(retry_after_s=7.5).summary, MAX_RETRIES) is None
    assert retry_delay_s(refused(retry_after_s=MAX_WAIT_S + 1).summary, 0) is None


@pytest.mark.parametrize(
    "answer",
    [
        refused(retryable=False),
        refused(status=None),  # whether the server did the work is not known
        build_recording([], end=End.REFUSED),
        build_recording(
            [created(), delta(80, "a")], end=End.BROKEN, problem=Problem("x", "y", "", 500)
        ),
        build_recording(TWISTER),
        build_recording([], end=None),
    ],
)
def test_what_is_not_retried(answer: Recording) -> None:
    assert retry_delay_s(answer.summary, 0) is None


BODY = {"model": "m", "background": True, "store": True, "stream": True}
LOST = Ended(T0_NS + 100 * MS, End.BROKEN, Problem("lost", "it went"))


def numbered(*events: tuple[float, Any], body: dict[str, Any] | None = None) -> RecordingSummary:
    summary = RecordingSummary(Request(BODY if body is None else body, "http://127.0.0.1:1/v1"))
    summary.apply(Arrived(numbered_frames(*events)))
    return summary


def numbered_frames(*events: tuple[float, Any]) -> tuple[Frame, ...]:
    return tuple(
        build_frame(at_ms, data if isinstance(data, bytes) else data | {"sequence_number": n})
        for n, (at_ms, data) in enumerate(events)
    )


BEGINNING = (created(10, id="resp_1"), delta(20, "Su"), (25.0, b": ping\n\n"))


def test_a_background_response_is_resumed() -> None:
    wait_s, request = resume_request(numbered(*BEGINNING), LOST, 1, 1) or (0, Request({}, ""))
    assert wait_s == 2
    assert request == Request(BODY, "http://127.0.0.1:1/v1", ("resp_1", 1))
    assert resume_request(numbered(*BEGINNING), Ended(0, End.EOF), 1, 0)


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        (numbered(*BEGINNING, body={"background": False}), LOST),
        (numbered(*BEGINNING, body={}), LOST),
        (numbered(), LOST),
        (numbered(created(10, id="resp_1", store=False), delta(20, "Su")), LOST),
        (numbered(*BEGINNING, terminal(30)), LOST),
        (numbered(*BEGINNING, (30, {"type": "error", "message": "no"})), LOST),
        (numbered(*BEGINNING), Ended(0, End.STOPPED)),
        (numbered(*BEGINNING), Ended(0, End.REFUSED)),
    ],
)
def test_what_cannot_be_resumed(answer: RecordingSummary, ended: Ended) -> None:
    assert resume_request(answer, ended, 1, 0) is None


def test_without_a_sequence_number_nothing_is_resumed() -> None:
    assert resume_request(numbered(*BEGINNING), LOST, None, 0) is None


def test_the_last_sequence_number_is_that_of_an_event() -> None:
    frames = numbered_frames(*BEGINNING)
    assert last_sequence_number(frames, None, RESPONSES) == 1
    assert last_sequence_number(frames[2:], 7, RESPONSES) == 7


def test_resuming_ends_after_the_last_retry() -> None:
    assert resume_request(numbered(*BEGINNING), LOST, 1, MAX_RETRIES) is None
