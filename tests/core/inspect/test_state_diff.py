"""What an event changed, told from the state before and after it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.state_diff import changes
from tests.support.made import message, recording

MADE = recording(message())


def told(n: int) -> list[str]:
    return changes(MADE.at(n), MADE.at(n + 1))


def test_each_event_of_a_short_answer() -> None:
    assert told(0) == ["status: none → in_progress", "response: resp_1"]
    assert told(1) == []
    assert told(2) == ["item 0 begins: message"]
    assert told(5) == ['item 0, text: +6 characters " Piper", 11 now']
    assert told(7) == ["item 0, text is done"]
    assert told(9) == ["item 0: in_progress → completed", "item 0 was given whole"]
    assert told(10) == ["status: in_progress → completed", "usage: input 5, output 3, total 8"]


def test_a_text_that_is_replaced() -> None:
    events = message()
    events[7] = (events[7][0], {**events[7][1], "text": "Peter packed"})
    made = recording(events)
    assert "item 0, text replaced: 18 characters → 12" in changes(made.at(7), made.at(8))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 11), st.integers(0, 11))
def test_any_two_states_can_be_compared(one: int, other: int) -> None:
    found = changes(MADE.at(one), MADE.at(other))
    assert (found == []) == (MADE.at(one)._replace(seen=0) == MADE.at(other)._replace(seen=0)) or (
        other < one
    )
