"""What an event changed, from the states before and after it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.inspect.state_diff import state_diff
from tests.support.chunks import call_chunk, chat_recording, chunk
from tests.support.recordings import build_recording, message_events

RECORDING = build_recording(message_events())


def diff(n: int) -> list[str]:
    return state_diff(RECORDING.at(n), RECORDING.at(n + 1), DEFAULT_DIALECT)


def test_each_event_of_a_short_answer() -> None:
    assert diff(0) == ["status: none → in_progress", "response: resp_1", "model: gpt-x"]
    assert diff(1) == []
    assert diff(2) == ["item 0 added: message"]
    assert diff(5) == ['item 0, text: +6 characters " Piper", 11 in total']
    assert diff(7) == ["item 0, text: done"]
    assert diff(9) == ["item 0: in_progress → completed", "item 0: full item received"]
    assert diff(10) == [
        "status: in_progress → completed",
        "usage: input 5, cached 0, output 3, reasoning 0, total 8",
    ]


def test_items_are_named_as_their_dialect_numbers_them() -> None:
    stream = chat_recording(
        chunk(role="assistant"),
        chunk(content="a"),
        chunk(index=1, content="b"),
        call_chunk("{}", call=1, name="look", id="c1"),
    )
    lines = [
        line
        for n in range(1, len(stream))
        for line in state_diff(stream.at(n), stream.at(n + 1), stream.dialect)
    ]
    assert [line for line in lines if line.endswith(" added")] == [
        *("message added", "c1 message added", "1 call added")
    ]
    assert 'c1 message, text: +1 character "b", 1 in total' in lines


def test_a_text_that_is_replaced() -> None:
    events = message_events()
    events[7] = (events[7][0], {**events[7][1], "text": "Peter packed"})
    stream = build_recording(events)
    differences = state_diff(stream.at(7), stream.at(8), DEFAULT_DIALECT)
    assert "item 0, text replaced: 18 characters → 12" in differences


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 11), st.integers(0, 11))
def test_equal_states_do_not_differ_and_a_later_one_does(one: int, other: int) -> None:
    before, after = RECORDING.at(one), RECORDING.at(other)
    differences = state_diff(before, after, DEFAULT_DIALECT)
    if before._replace(seen=0) == after._replace(seen=0):
        assert differences == []
    elif one < other:
        assert differences
    assert all(line.strip() and "\n" not in line for line in differences)
