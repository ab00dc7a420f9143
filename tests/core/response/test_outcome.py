"""How a stream ended."""

from __future__ import annotations

from itertools import product

import pytest

from ppchat.core.response.outcome import Outcome, outcome
from ppchat.core.response.response import Response, ServerError
from ppchat.core.stream.signals import End, Ended

ERROR = ServerError("no", "server_error")


@pytest.mark.parametrize("status", ["", "queued", "in_progress", "completed"])
def test_none_while_in_progress(status: str) -> None:
    assert outcome(Response(status=status), None) is None


@pytest.mark.parametrize(
    ("status", "end", "error"),
    product(["completed", "incomplete", "failed", "cancelled"], End, [None, ERROR]),
)
def test_a_terminal_event_takes_precedence(
    status: str, end: End, error: ServerError | None
) -> None:
    assert outcome(Response(status=status, error=error), Ended(1, end)) is Outcome(status)


@pytest.mark.parametrize(
    ("end", "error", "expected"),
    [
        (End.EOF, None, Outcome.CUT_OFF),
        (End.EOF, ERROR, Outcome.FAILED),
        (End.BROKEN, None, Outcome.CUT_OFF),
        (End.BROKEN, ERROR, Outcome.FAILED),
        (End.STOPPED, None, Outcome.STOPPED),
        (End.STOPPED, ERROR, Outcome.STOPPED),
        (End.REFUSED, None, Outcome.REFUSED),
        (End.REFUSED, ERROR, Outcome.REFUSED),
    ],
)
@pytest.mark.parametrize("status", ["", "queued", "in_progress", "something new"])
def test_without_a_terminal_event_the_end_of_the_bytes_decides(
    status: str, end: End, error: ServerError | None, expected: Outcome
) -> None:
    assert outcome(Response(status=status, error=error), Ended(1, end)) is expected
