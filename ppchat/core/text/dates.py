"""When something was, in words that are read at a glance."""

from __future__ import annotations

from datetime import datetime
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def when(written: str, now: datetime) -> tuple[str, str]:
    """The period in which a wall time lies as seen from `now`, and the time within it.

    `written` is ISO 8601 with zone, and told in the zone of `now`; both words are empty where it
    is something else.
    """
    try:
        at = datetime.fromisoformat(written).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return "", ""
    days = (now.date() - at.date()).days
    clock, date = f"{at:%H:%M}", f"{at.day} {_MONTHS[at.month - 1][:3]}"
    if days <= 0:
        return "Today", clock
    if days == 1:
        return "Yesterday", clock
    if days < 7:
        return "Last 7 days", f"{_DAYS[at.weekday()]} {clock}"
    if days < 30:
        return "Last 30 days", date
    return f"{_MONTHS[at.month - 1]} {at.year}", date
