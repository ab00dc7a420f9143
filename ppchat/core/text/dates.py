"""Dates in words, relative to now."""

from __future__ import annotations

from datetime import datetime
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_day(timestamp: str, now: datetime) -> str:
    """The time of a timestamp of today, else its date, as `format_date` reads them."""
    period, clock = format_date(timestamp, now)
    if period in ("", "Today"):
        return clock
    at = datetime.fromisoformat(timestamp).astimezone(now.tzinfo)
    return f"{at.day} {_MONTHS[at.month - 1][:3]}"


def format_date(timestamp: str, now: datetime) -> tuple[str, str]:
    """The period of a timestamp relative to `now`, and the date or time within it.

    `timestamp` is ISO 8601 with a zone and is converted to the zone of `now`; both strings are
    empty if it is malformed.
    """
    try:
        at = datetime.fromisoformat(timestamp).astimezone(now.tzinfo)
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


def format_minute(timestamp: str) -> str:
    """A timestamp in the local time zone, to the minute; empty if it is malformed."""
    try:
        return f"{datetime.fromisoformat(timestamp).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return ""
