"""A filter selects events; a mistake is reported at its position."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.chat_completions.chunk import item_index
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.inspect.filter_parser import EventFilter, completions, parse_filter
from ppchat.core.inspect.filter_terms import FilterMistake
from tests.support.recordings import build_recording, message_events

MESSAGE_OF_C1 = item_index(1, "text")
RECORDING = build_recording(
    [
        *message_events(["Peter", " Piper", " pecks"]),
        (900, {"type": "keepalive"}),
        (901, b"data: [\n\n"),
        (902, {"type": "two words", "output_index": 1, "text": "x" * 5000}),
    ]
)


def matching(source: str) -> list[int]:
    parsed_filter = parse_filter(source)
    assert isinstance(parsed_filter, EventFilter), parsed_filter
    return [n for n in range(len(RECORDING)) if parsed_filter.matches(RECORDING, n)]


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("pecks", [6, 7, 8, 9, 10]),
        ("FAMILY:text AND text:piper", [5, 7]),
        ("item:message and type:*.added", [2, 3]),
        ("n<2 or n>12", [0, 1, 13]),
        ("not n<12", [12, 13]),
        ("(n<2 or n>12) not family:unknown", [0, 1]),
    ],
)
def test_matching_events(source: str, numbers: list[int]) -> None:
    assert matching(source) == numbers


@pytest.mark.parametrize(
    ("source", "marked", "message"),
    [
        ("", "", "empty"),
        ("type:a colour:red", "colour", "unknown key"),
        ("(n>1", "(", "never closed"),
        ("n>1)", ")", "unmatched"),
        ("n>1 and", "", "expected here"),
        ("or n>1", "or", "expected before"),
        ("not " + "(" * 60 + "n>1" + ")" * 60, "(", "too many nested"),
    ],
)
def test_a_mistake_is_reported_at_its_position(source: str, marked: str, message: str) -> None:
    mistake = parse_filter(source)
    assert isinstance(mistake, FilterMistake)
    assert message in mistake.message
    assert source[mistake.start : mistake.stop] == marked


@pytest.mark.parametrize(
    "source",
    ["pecks " * 3000, "pecks or " * 3000 + "pecks", "(pecks) " * 3000, "not " * 2000 + "pecks"],
    ids=lambda source: source[:8],
)
def test_a_filter_of_any_length_is_one_or_a_mistake(source: str) -> None:
    parsed_filter = parse_filter(source)
    assert isinstance(parsed_filter, FilterMistake) or matching(source) == [6, 7, 8, 9, 10]


def test_completions() -> None:
    assert completions("fam") == ["family:"]
    assert completions("n>1 and family:r") == ["family:reasoning", *completions("family:r")[1:]]
    assert completions("type:", ("x.y",))[3] == "type:x.y"
    assert completions("is:s") == ["is:slow"]
    assert "type:output_text.delta" in completions("type:text.d")
    assert completions("type:", ("chunk.content",), CHAT_COMPLETIONS)[0] == "type:content"
    assert completions("type:", (), MESSAGES)[0] == "type:delta/*"


def test_items_are_completed_by_the_names_in_a_list() -> None:
    items = [(0, "reasoning"), (1, "message"), (3, "function_call"), (MESSAGE_OF_C1, "message")]
    assert completions("item:", dialect=CHAT_COMPLETIONS, items=[(1, "message"), items[2]]) == [
        *("item:message", "item:call", 'item:"1 call"')
    ]
    assert completions("item:c1", dialect=CHAT_COMPLETIONS, items=items) == ['item:"c1 message"']


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet='abgnpst:<>=()"\\ -*0129.kmor', max_size=30))
def test_any_input_is_a_filter_or_a_mistake_within_it(source: str) -> None:
    result = parse_filter(source)
    if isinstance(result, FilterMistake):
        assert 0 <= result.start <= result.stop <= len(source)
        assert result.message
    else:
        assert all(result.matches(RECORDING, n) in (True, False) for n in range(len(RECORDING)))
