"""What waits is named at the prompt and in the header."""

from __future__ import annotations

from ppchat.core.dialects.calls import APPROVAL_REQUEST, Call
from ppchat.core.view.calls.waiting import running_status, waiting_note, waiting_status

CALL = Call("function_call", "c1", "get_weather", "{}", 0)
REQUEST = Call(APPROVAL_REQUEST, "r1", "drop", "{}", 0, "db")


def test_the_note_says_what_enter_does() -> None:
    assert waiting_note([CALL]) == "get_weather waits: enter answers, esc later"
    assert waiting_note([REQUEST]) == "db asks to run drop: enter answers, esc later"
    assert waiting_note([CALL] * 3) == "3 calls wait: enter answers, esc later"
    assert waiting_note([CALL], 10).endswith("10 rounds without words: enter goes on, esc later")


def test_the_status_names_the_call_or_their_number() -> None:
    assert waiting_status([CALL]).word == "get_weather waits for you"
    assert waiting_status([CALL, REQUEST]).word == "2 calls wait for you"


def test_what_runs_is_named_once() -> None:
    status = running_status(["a", "b", "a"], 1_200_000_000)
    assert (status.word, status.elapsed) == ("running a, b", "1.2 s")


def test_foreign_names_are_harmless_and_short() -> None:
    foreign = CALL._replace(name="\x1b[31m" + "x" * 1000)
    assert len(waiting_note([foreign])) < 100
    assert waiting_note([foreign]).isprintable()
    assert waiting_status([CALL._replace(name="")]).word == "a call waits for you"
