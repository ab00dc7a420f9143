"""How a stream ended."""

from __future__ import annotations

from itertools import product

import pytest

from ppchat.core.response.outcome import Verdict, verdict
from ppchat.core.response.response import ServerError, Turn
from ppchat.core.stream.signals import End, Ended

ERROR = ServerError("no", "server_error")


@pytest.mark.parametrize("status", ["", "queued", "in_progress", "completed"])
def test_none_while_it_goes_on(status: str) -> None:
    assert verdict(Turn(status=status), None) is None


@pytest.mark.parametrize(
    ("status", "end", "error"),
    product(["completed", "incomplete", "failed", "cancelled"], End, [None, ERROR]),
)
def test_a_terminal_event_decides_before_all_else(
    status: str, end: End, error: ServerError | None
) -> None:
    assert verdict(Turn(status=status, error=error), Ended(1, end)) is Verdict(status)


@pytest.mark.parametrize(
    ("end", "error", "expected"),
    [
        (End.EOF, None, Verdict.CUT_OFF),
        (End.EOF, ERROR, Verdict.FAILED),
        (End.BROKEN, None, Verdict.CUT_OFF),
        (End.BROKEN, ERROR, Verdict.FAILED),
        (End.STOPPED, None, Verdict.STOPPED),
        (End.STOPPED, ERROR, Verdict.STOPPED),
        (End.REFUSED, None, Verdict.REFUSED),
        (End.REFUSED, ERROR, Verdict.REFUSED),
    ],
)
@pytest.mark.parametrize("status", ["", "queued", "in_progress", "something new"])
def test_without_one_the_bytes_do(
    status: str, end: End, error: ServerError | None, expected: Verdict
) -> None:
    assert verdict(Turn(status=status, error=error), Ended(1, end)) is expected
