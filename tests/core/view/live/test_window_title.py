"""The title of the terminal's window."""

from __future__ import annotations

from ppchat.core.response.outcome import Outcome
from ppchat.core.view.live.status import READY, WAITING_SIGN, Status
from ppchat.core.view.live.window_title import WindowTitle
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import Tone

WAITING = Status("◌", "waiting", Tone.QUIET, "0.2 s")
COMPLETED = Status(*OUTCOME_MARKS[Outcome.COMPLETED], "3.2 s")
FAILED = Status(*OUTCOME_MARKS[Outcome.FAILED], "3.2 s")


def test_what_goes_on_has_a_sign() -> None:
    title = WindowTitle()
    assert title.text("", READY, is_focused=True) == "ppchat"
    assert title.text("Twisters", WAITING, is_focused=True) == "● Twisters – ppchat"
    assert title.text("Twisters", COMPLETED, is_focused=True) == "Twisters – ppchat"


def test_a_long_title_leaves_room_for_the_name_of_the_program() -> None:
    shown = WindowTitle().text("word " * 40, READY, is_focused=True)
    assert shown.endswith("… – ppchat")
    assert len(shown) < 80


def test_what_ended_without_the_focus_keeps_a_sign_until_it_is_seen() -> None:
    title = WindowTitle()
    title.text("Twisters", WAITING, is_focused=False)
    for _ in range(2):
        assert title.text("Twisters", FAILED, is_focused=False) == "✗ Twisters – ppchat"
    assert title.text("Twisters", FAILED, is_focused=True) == "Twisters – ppchat"
    assert title.text("Twisters", FAILED, is_focused=False) == "Twisters – ppchat"


def test_a_conversation_that_is_opened_has_not_just_ended() -> None:
    title = WindowTitle()
    assert title.text("Old", COMPLETED, is_focused=False) == "Old – ppchat"


def test_the_next_answer_takes_the_place_of_the_one_before() -> None:
    title = WindowTitle()
    title.text("T", WAITING, is_focused=False)
    title.text("T", COMPLETED, is_focused=False)
    assert title.text("T", WAITING, is_focused=False) == "● T – ppchat"


def test_what_waits_for_the_user_has_a_sign_with_and_without_the_focus() -> None:
    title = WindowTitle()
    waits = Status(WAITING_SIGN, "get_weather waits for you", Tone.WARNING)
    title.text("Twisters", WAITING, is_focused=True)
    assert title.text("Twisters", waits, is_focused=True) == "? Twisters – ppchat"
    assert title.text("Twisters", waits, is_focused=False) == "? Twisters – ppchat"
    assert title.text("Twisters", COMPLETED, is_focused=True) == "Twisters – ppchat"
