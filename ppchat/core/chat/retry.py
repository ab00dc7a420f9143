"""When a request is retried or a response resumed, and after how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.vocabulary import Family
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome, outcome
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.signals import End, Ended, Request
from ppchat.core.stream.sse import Frame

MAX_RETRIES: Final = 3
"""Maximum number of automatic retries of one request."""
MAX_WAIT_S: Final = 60.0
"""Longest automatic wait in seconds; where a server asks for more, there is no retry."""
_FIRST_DELAY_S: Final = 1.0
"""Seconds before the first retry where the server names none; doubled for each later one."""


def retry_delay_s(summary: RecordingSummary, retries: int) -> float | None:
    """Seconds until a refused request is retried; None where it is not.

    `retries` counts those already made. Only a request that a server answered is retried:
    whether one without an answer took effect is unknown.
    """
    problem = summary.ended.problem if summary.ended else None
    if summary.outcome is not Outcome.REFUSED or problem is None or problem.status is None:
        return None
    wait_s = problem.retry_after_s
    if not problem.retryable or (wait_s or 0) > MAX_WAIT_S:
        return None
    return _backoff_s(retries) if wait_s is None or retries >= MAX_RETRIES else wait_s


def resume_request(
    summary: RecordingSummary, ended: Ended, last_number: int | None, retries: int
) -> tuple[float, Request] | None:
    """The seconds to wait, and the request for the rest of a response that was cut off.

    `last_number` is the sequence number of the last event that arrived. None where the response
    cannot be resumed: only one in the background outlives its connection, and only the API without
    a path of its own has such.
    """
    response, request = summary.response, summary.request
    wait_s = _backoff_s(retries)
    if (
        wait_s is None
        or last_number is None
        or not response.response_id
        or request.body.get("background") is not True
        or response.stored is False
        or request.path
        or ended.end not in (End.BROKEN, End.EOF)
        or outcome(response, ended) is not Outcome.CUT_OFF
    ):
        return None
    return wait_s, Request(request.body, request.base_url, (response.response_id, last_number))


def _backoff_s(retries: int) -> float | None:
    return _FIRST_DELAY_S * 2**retries if retries < MAX_RETRIES else None


def last_sequence_number(
    frames: Sequence[Frame], previous: int | None, dialect: Dialect
) -> int | None:
    """The sequence number of the last frame that has one; `previous` if none has."""
    for frame in reversed(frames):
        event = parse_event(0, frame, dialect)
        number = event.data.get("sequence_number")
        if type(number) is int and dialect.family(event.type) is not Family.KEEPALIVE:
            return number
    return previous
