"""How a stream ended: exactly one word for each."""

from __future__ import annotations

from enum import Enum
from typing import Final

from ppchat.core.response.response import Turn
from ppchat.core.stream.signals import End, Ended


class Verdict(Enum):
    """The one way in which a stream ended; the value is what people read."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    CUT_OFF = "cut off"
    REFUSED = "refused"


_OF_STATUS: Final = {
    "completed": Verdict.COMPLETED,
    "incomplete": Verdict.INCOMPLETE,
    "failed": Verdict.FAILED,
    "cancelled": Verdict.CANCELLED,
}


def verdict(turn: Turn, ended: Ended | None) -> Verdict | None:
    """How a stream ended; None while it goes on. A terminal event decides before all else."""
    if ended is None:
        return None
    if turn.status in _OF_STATUS:
        return _OF_STATUS[turn.status]
    if ended.end is End.REFUSED:
        return Verdict.REFUSED
    if ended.end is End.STOPPED:
        return Verdict.STOPPED
    return Verdict.FAILED if turn.error else Verdict.CUT_OFF
