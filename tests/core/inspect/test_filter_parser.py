"""A condition chooses events; a mistake is told at its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.filter_parser import Filter, completions, parsed
from ppchat.core.inspect.filter_terms import Mistake
from tests.support.made import message, recording

MADE = recording(
    [
        *message(["Peter", " Piper", " pecks"]),
        (900, {"type": "keepalive"}),
        (901, b"data: [\n\n"),
        (902, {"type": "two words", "output_index": 1, "text": "x" * 5000}),
    ]
)


def chosen(source: str) -> list[int]:
    found = parsed(source)
    assert isinstance(found, Filter), found
    return [n for n in range(len(MADE)) if found.keep(MADE, n)]


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("type:*.delta", [4, 5, 6]),
        ("type:response.output_text.delta", [4, 5, 6]),
        ("type:output_text.delta", [4, 5, 6]),
        ('type:"two words"', [13]),
        ("family:lifecycle", [0, 1, 10]),
        ("FAMILY:text AND text:piper", [5, 7]),
        ('text:" p"', [5, 6, 7]),
        ("pecks", [6, 7]),
        ("item:1", [13]),
        ("item:none", [0, 1, 10, 11, 12]),
        ("item:message and type:*.added", [2, 3]),
        ("gap>200ms", [2, 11]),
        ("gap>0.2s", [2, 11]),
        ("t>0.9s", [12, 13]),
        ("t>=900ms", [11, 12, 13]),
        ("size>4k", [13]),
        ("n:4-6", [4, 5, 6]),
        ("n:11-", [11, 12, 13]),
        ("n:3", [3]),
        ("n<2 or n>12", [0, 1, 13]),
        ("not n<12", [12, 13]),
        ("(n<2 or n>12) not family:unknown", [0, 1]),
        ("delta>5", [5, 6]),
        ("is:fault", [12]),
        ("is:slow", [2, 11]),
        ("is:delta", [4, 5, 6]),
    ],
)
def test_what_a_condition_chooses(source: str, numbers: list[int]) -> None:
    assert chosen(source) == numbers


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("", "", "nothing"),
        ("gap>", "", "missing after gap>"),
        ("gap>soon", "soon", "number"),
        ("gap>2parsecs", "parsecs", "unit"),
        ("type:a colour:red", "colour", "no such key"),
        ("family:texts", "texts", "no such family"),
        ("type>a", ">", "write “:”"),
        ("(n>1", "(", "never closed"),
        ("n>1)", ")", "no bracket"),
        ("n>1 and", "", "missing here"),
        ("or n>1", "or", "missing before"),
        ("is:odd", "odd", "no such state"),
        ("n:3-x", "x", "number"),
    ],
)
def test_a_mistake_is_told_at_its_place(source: str, place: str, said: str) -> None:
    found = parsed(source)
    assert isinstance(found, Mistake)
    assert said in found.message
    assert source[found.start : found.stop] == place


def test_a_word_in_an_escaped_delta_is_found() -> None:
    made = recording(
        [(1, {"type": "response.output_text.delta", "output_index": 0, "delta": "Grüße"})]
    )
    found = parsed("text:grüße")
    assert isinstance(found, Filter)
    assert found.keep(made, 0)


def test_what_a_word_may_become() -> None:
    assert completions("fam") == ["family:"]
    assert completions("n>1 and family:r") == ["family:reasoning", *completions("family:r")[1:]]
    assert completions("type:", ("x.y",))[3] == "type:x.y"
    assert completions("is:s") == ["is:slow"]
    assert "type:output_text.delta" in completions("type:text.d")


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet='abgnpst:<>=()"\\ -*0129.kmor', max_size=30))
def test_any_input_is_a_condition_or_a_mistake_within_it(source: str) -> None:
    found = parsed(source)
    if isinstance(found, Mistake):
        assert 0 <= found.start <= found.stop <= len(source)
        assert found.message
    else:
        assert all(found.keep(MADE, n) in (True, False) for n in range(len(MADE)))
