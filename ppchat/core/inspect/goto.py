"""Where a person wants to go: an event's number, or a time since the start."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.inspect.lanes import Spans
from ppchat.core.recording.recording import Recording

_PLACE: Final = re.compile(r"([+-]?)(\d+(?:[.,]\d+)?)\s*(us|ms|s|m|%)?", re.IGNORECASE)
_NS: Final = {"us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9}


def jump(recording: Recording, text: str, position: int) -> int | str:
    """The position that shows the event meant by `text`, or what is wrong with it.

    `412`, `+10`, `-10` are events, `4.02s` and `900ms` times since the start, `50%` a part.
    """
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        return "an event's number (412, +10) or a time (4.02s, 900ms, 50%) was expected"
    sign, figure, unit = found[1], float(found[2].replace(",", ".")), (found[3] or "").lower()
    total = len(recording)
    if unit == "%":
        return round(total * min(100.0, figure) / 100)
    if unit:
        if not recording.timed:
            return "this recording kept no times"
        spans = Spans(recording)
        time = round(figure * _NS[unit])
        if sign and position:
            time = spans.at(min(position, total) - 1) + (time if sign == "+" else -time)
        return max(0, min(total, spans.event_at(time) + 1))
    if sign:
        return max(0, min(total, position + round(figure if sign == "+" else -figure)))
    if figure >= total:
        return f"the last event is {total - 1:,}" if total else "there are no events"
    return int(figure) + 1
