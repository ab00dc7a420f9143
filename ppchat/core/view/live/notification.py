"""What a user is notified of who looks elsewhere."""

from __future__ import annotations

from typing import Final

from ppchat.core.response.outcome import Outcome
from ppchat.core.view.live.status import Activity, Status
from ppchat.core.view.outcomes import outcome_word

NOTIFY_AFTER_NS: Final = 3_000_000_000
"""Who asked has waited for an answer that took less."""


class Notifications:
    """Finds the moments at which an answer that took long ends, or waits for the user."""

    def __init__(self) -> None:
        self._began_ns: int | None = None
        """When the answer in progress began; None while there is none."""

    def text(self, conversation: str, status: Status, now_ns: int) -> str:
        """What to notify the user of, now that the status is this one; empty for nothing.

        `conversation` is a title, which is foreign and not sanitized.
        """
        began_ns, activity = self._began_ns, status.activity
        if activity is Activity.STREAMING:
            self._began_ns = now_ns if began_ns is None else began_ns
            return ""
        self._began_ns = None
        took_long = began_ns is not None and now_ns - began_ns >= NOTIFY_AFTER_NS
        is_news = activity is not Activity.NONE and status.word != outcome_word(Outcome.STOPPED)
        return f"{status.sign} {status.word}: {conversation}" if took_long and is_news else ""
