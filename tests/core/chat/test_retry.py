"""When a request is made again, and what asks for the rest of a response."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.retry import LONGEST_S, RETRIES, pause_s, resumption
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request
from tests.support.playbook import MS, T0_NS, TWISTER, created, delta, frame, recording, terminal


def refused(**said: Any) -> Recording:
    problem = Problem("rate limited", "no", **{"status": 429, "retryable": True} | said)
    return recording([], end=End.REFUSED, problem=problem)


def test_each_pause_is_twice_the_one_before_until_it_is_enough() -> None:
    pauses = [pause_s(refused(), retries) for retries in range(RETRIES + 1)]
    assert pauses == [1, 2, 4, None]


def test_the_server_says_how_long() -> None:
    assert pause_s(refused(retry_after_s=7.5), 0) == 7.5
    assert pause_s(refused(retry_after_s=0.0), 1) == 0.0
    assert pause_s(refused(retry_after_s=7.5), RETRIES) is None
    assert pause_s(refused(retry_after_s=LONGEST_S + 1), 0) is None


@pytest.mark.parametrize(
    "made",
    [
        refused(retryable=False),
        refused(status=None),  # whether the server did the work is not known
        recording([], end=End.REFUSED),
        recording([created(), delta(80, "a")], end=End.BROKEN, problem=Problem("x", "y", "", 500)),
        recording(TWISTER),
        recording([], end=None),
    ],
)
def test_what_is_not_asked_again(made: Recording) -> None:
    assert pause_s(made, 0) is None


BODY = {"model": "m", "background": True, "store": True, "stream": True}
BROKE = Ended(T0_NS + 100 * MS, End.BROKEN, Problem("lost", "it went"))


def numbered(*said: tuple[float, Any], body: dict[str, Any] | None = None) -> Recording:
    made = Recording(Request(BODY if body is None else body, "http://127.0.0.1:1/v1"))
    for n, (at_ms, data) in enumerate(said):
        numbers = {} if isinstance(data, bytes) else data | {"sequence_number": n}
        made.extend([frame(at_ms, data if isinstance(data, bytes) else numbers)])
    return made


BEGUN = (created(10, id="resp_1"), delta(20, "Su"), (25.0, b": ping\n\n"))


def test_a_response_in_the_background_goes_on_without_its_connection() -> None:
    wait_s, request = resumption(numbered(*BEGUN), BROKE, 1) or (0, Request({}, ""))
    assert wait_s == 2
    assert request == Request(BODY, "http://127.0.0.1:1/v1", ("resp_1", 1))
    assert resumption(numbered(*BEGUN), Ended(0, End.EOF), 0)


@pytest.mark.parametrize(
    ("made", "ended"),
    [
        (numbered(*BEGUN, body={"background": False}), BROKE),
        (numbered(*BEGUN, body={}), BROKE),
        (numbered(), BROKE),
        (numbered(created(10, id="resp_1", store=False), delta(20, "Su")), BROKE),
        (numbered(*BEGUN, terminal(30)), BROKE),
        (numbered(*BEGUN, (30, {"type": "error", "message": "no"})), BROKE),
        (numbered(*BEGUN), Ended(0, End.STOPPED)),
        (numbered(*BEGUN), Ended(0, End.REFUSED)),
    ],
)
def test_what_is_over_is_not_gone_on_with(made: Recording, ended: Ended) -> None:
    assert resumption(made, ended, 0) is None


def test_nobody_asks_for_ever() -> None:
    assert resumption(numbered(*BEGUN), BROKE, RETRIES) is None
