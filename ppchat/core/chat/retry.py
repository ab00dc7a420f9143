"""When a request is made once more, and what is asked for then."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.responses.event_types import Family, family
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict, verdict
from ppchat.core.stream.signals import End, Ended, Request

RETRIES: Final = 3
"""How often one request is made again by itself."""
LONGEST_S: Final = 60.0
"""Seconds that a person is made to wait; a server that asks for more is not asked again."""
_FIRST_S: Final = 1.0
"""Seconds before the first retry where the server names none; each later one waits twice that."""


def pause_s(recording: Recording, retries: int) -> float | None:
    """Seconds until a refused request is made again; None where it is not.

    `retries` is how often it was already. Only what a server answered is retried: whether a
    request that got no answer has done its work is not known.
    """
    problem = recording.ended.problem if recording.ended else None
    if recording.verdict is not Verdict.REFUSED or problem is None or problem.status is None:
        return None
    wait_s = problem.retry_after_s
    if not problem.retryable or (wait_s or 0) > LONGEST_S:
        return None
    return _pause_s(retries) if wait_s is None or retries >= RETRIES else wait_s


def resumption(recording: Recording, ended: Ended, retries: int) -> tuple[float, Request] | None:
    """What asks for the rest of a response that broke off, and the seconds before it is asked for.

    None where the server has not gone on with it: only what runs in the background outlives its
    connection.
    """
    turn, request = recording.turn, recording.request
    wait_s = _pause_s(retries)
    last = _last_number(recording)
    if (
        wait_s is None
        or last is None
        or not turn.response_id
        or request.body.get("background") is not True
        or turn.stored is False
        or ended.end not in (End.BROKEN, End.EOF)
        or verdict(turn, ended) is not Verdict.CUT_OFF
    ):
        return None
    return wait_s, Request(request.body, request.base_url, (turn.response_id, last))


def _pause_s(retries: int) -> float | None:
    return _FIRST_S * 2**retries if retries < RETRIES else None


def _last_number(recording: Recording) -> int | None:
    """The sequence number of the last event that has one."""
    for n in range(len(recording) - 1, -1, -1):
        if family(recording.type(n)) is not Family.KEEPALIVE:
            number = recording.event(n).data.get("sequence_number")
            if type(number) is int:
                return number
    return None
