"""Which notifications are on the screen: few, each once, and not longer than they are new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from textual.notifications import Notification

_MAX_SHOWN: Final = 2
_READ_AFTER_S: Final = 1.0
"""How long a notification must have been shown before the next key removes it."""
_SIGNS: Final = {"error": "✖ ", "warning": "▲ "}
"""What tells severities apart without colours, where no title does."""


def add_toast(shown: Sequence[Notification], new: Notification) -> list[Notification]:
    """The notifications to show with a new one; one that repeats another counts up instead."""
    sign = "" if new.title else _SIGNS.get(new.severity, "")
    text = f"{sign}{new.message}"
    repeated = re.compile(rf"{re.escape(text)}(?: \((\d+)\))?")
    others, count = [], 1
    for toast in shown:
        if match := repeated.fullmatch(toast.message):
            count = int(match[1] or 1) + 1
        else:
            others.append(toast)
    message = f"{text} ({count})" if count > 1 else text
    return [*others, replace(new, message=message)][-_MAX_SHOWN:]


def unread_toasts(shown: Sequence[Notification], key: str) -> list[Notification]:
    """The notifications that stay once a key is pressed: errors and warnings, but for escape."""
    if key == "escape":
        return []
    return [
        toast
        for toast in shown
        if toast.severity != "information" or toast.timeout - toast.time_left < _READ_AFTER_S
    ]
