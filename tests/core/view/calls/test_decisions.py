"""What can be decided depends on what is known of the function."""

from __future__ import annotations

from ppchat.core.dialects.calls import APPROVAL_REQUEST, Call
from ppchat.core.view.calls.decisions import Decision, call_heading, decisions

CALL = Call("function_call", "c1", "get_weather", "{}", 0)
REQUEST = Call(APPROVAL_REQUEST, "r1", "delete_all", "{}", 0, "files")


def test_a_command_can_be_run_and_comes_first() -> None:
    assert list(decisions(CALL, can_run=True)) == list(Decision)


def test_without_a_command_the_user_writes_or_refuses() -> None:
    expected = [Decision.BY_HAND, Decision.REFUSE, Decision.NEVER]
    assert list(decisions(CALL, can_run=False)) == expected


def test_an_approval_is_given_or_denied() -> None:
    expected = [Decision.ONCE, Decision.ALWAYS, Decision.REFUSE]
    assert list(decisions(REQUEST, can_run=False)) == expected


def test_the_heading_names_the_function_the_server_and_the_number() -> None:
    assert call_heading(CALL, 1, 1) == "The model calls get_weather"
    assert call_heading(CALL, 2, 3) == "The model calls get_weather · 2 of 3"
    assert call_heading(REQUEST, 1, 1) == "files wants to run delete_all"
