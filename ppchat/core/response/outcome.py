"""How a stream ended: exactly one outcome for each."""

from __future__ import annotations

from enum import Enum
from typing import Final

from ppchat.core.response.response import Response
from ppchat.core.stream.signals import End, Ended


class Outcome(Enum):
    """The outcome of a stream; the value is the word that users read."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    CUT_OFF = "cut off"
    REFUSED = "refused"


_BY_STATUS: Final = {
    "completed": Outcome.COMPLETED,
    "incomplete": Outcome.INCOMPLETE,
    "failed": Outcome.FAILED,
    "cancelled": Outcome.CANCELLED,
}


def outcome(response: Response, ended: Ended | None) -> Outcome | None:
    """How a stream ended; None while it is in progress. A terminal event takes precedence."""
    if ended is None:
        return None
    if response.status in _BY_STATUS:
        return _BY_STATUS[response.status]
    if ended.end is End.REFUSED:
        return Outcome.REFUSED
    if ended.end is End.STOPPED:
        return Outcome.STOPPED
    return Outcome.FAILED if response.error else Outcome.CUT_OFF
