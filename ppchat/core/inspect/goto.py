"""Where the user wants to go: the number of an event, or a time since the start."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.inspect.lanes import Lanes
from ppchat.core.recording.recording import Recording

_TARGET: Final = re.compile(r"([+-]?)(\d+(?:[.,]\d+)?)\s*(us|ms|s|m|%)?", re.IGNORECASE)
_NS: Final = {"us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9}
_MAX_NS: Final = 1e18
"""A time after every recording."""


def parse_goto(recording: Recording, text: str, position: int) -> int | str:
    """The position that shows the event that `text` names, or what is wrong with `text`.

    `412`, `+10` and `-10` are events, `4.02s` and `900ms` times since the start, `50%` a
    fraction of the events.
    """
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        return "expected an event number (412, +10), a time (4.02s, 900ms) or a percentage (50%)"
    sign, number, unit = match[1], float(match[2].replace(",", ".")), (match[3] or "").lower()
    total = len(recording)
    if unit == "%":
        return round(total * min(100.0, number) / 100)
    if unit:
        if not recording.timed:
            return "this recording has no timestamps"
        lanes = Lanes(recording)
        time = round(min(number * _NS[unit], _MAX_NS))
        if sign and position:
            time = lanes.time_of(min(position, total) - 1) + (time if sign == "+" else -time)
        return max(0, min(total, lanes.event_at(time) + 1))
    if sign:
        steps = round(min(number, total))
        return max(0, min(total, position + (steps if sign == "+" else -steps)))
    if number >= total:
        return f"the last event is {total - 1:,}" if total else "there are no events"
    return int(number) + 1
