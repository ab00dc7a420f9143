"""What a user is notified of."""

from __future__ import annotations

import pytest

from ppchat.core.response.outcome import Outcome
from ppchat.core.view.live.notification import NOTIFY_AFTER_NS, Notifications
from ppchat.core.view.live.status import READY, WAITING_SIGN, Status, starting_status
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import Tone

STREAMING = Status(*OUTCOME_MARKS[None], "0.2 s")
WAITING = Status(WAITING_SIGN, "waits: get_weather", Tone.WARNING)


def ended(outcome: Outcome) -> Status:
    return Status(*OUTCOME_MARKS[outcome], "3.2 s")


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (ended(Outcome.COMPLETED), "✓ completed: Twisters"),
        (ended(Outcome.FAILED), "✗ failed: Twisters"),
        (WAITING, "? waits: get_weather: Twisters"),
        (ended(Outcome.STOPPED), ""),  # by the user
        (READY, ""),  # another conversation was opened
    ],
)
def test_an_answer_that_took_long_is_news_once(last: Status, text: str) -> None:
    notifications = Notifications()
    for status in (READY, starting_status(0), STREAMING):
        assert not notifications.text("Twisters", status, 0)
    assert notifications.text("Twisters", last, NOTIFY_AFTER_NS) == text
    assert not notifications.text("Twisters", last, 2 * NOTIFY_AFTER_NS)


def test_an_answer_that_came_at_once_is_no_news() -> None:
    notifications = Notifications()
    notifications.text("", STREAMING, 0)
    assert not notifications.text("", ended(Outcome.COMPLETED), NOTIFY_AFTER_NS - 1)


def test_a_conversation_that_is_opened_has_not_just_ended() -> None:
    assert not Notifications().text("Old", ended(Outcome.COMPLETED), 2 * NOTIFY_AFTER_NS)
