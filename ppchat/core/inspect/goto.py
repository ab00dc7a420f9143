"""Where the user wants to go: the number of an event, or a time since the start."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.inspect.rounds.lanes import RoundLanes
from ppchat.core.inspect.rounds.rounds import Rounds

_TARGET: Final = re.compile(r"([+-]?)(\d+(?:[.,]\d+)?)\s*(us|ms|s|m|%)?", re.IGNORECASE)
_NS: Final = {"us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9}
_MAX_NS: Final = 1e18
"""A time after every recording."""


def parse_goto(rounds: Rounds, text: str, position: int) -> int | str:
    """The position that shows the event that `text` names, or what is wrong with `text`.

    `412` is an event of the round at `position`, `+10` and `-10` are events from there, `4.02s` and
    `900ms` times since the start, `50%` a fraction of the events.
    """
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        return "expected an event number (412, +10), a time (4.02s, 900ms) or a percentage (50%)"
    sign, number, unit = match[1], float(match[2].replace(",", ".")), (match[3] or "").lower()
    total = len(rounds)
    if unit == "%":
        return round(total * min(100.0, number) / 100)
    if unit:
        if not rounds.timed:
            return "this recording has no timestamps"
        lanes = RoundLanes(rounds)
        time = round(min(number * _NS[unit], _MAX_NS))
        if sign and position:
            time = lanes.time_of(min(position, total) - 1) + (time if sign == "+" else -time)
        return max(0, min(total, lanes.event_at(time) + 1))
    if sign:
        steps = round(min(number, total))
        return max(0, min(total, position + (steps if sign == "+" else -steps)))
    index, recording, _ = rounds.at(position)
    last = len(recording) - 1
    if number > last:
        return f"the last event is {last:,}" if last >= 0 else "there are no events"
    return rounds.start_of(index) + int(number) + 1
