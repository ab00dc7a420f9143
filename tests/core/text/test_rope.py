"""Append-only text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ppchat.core.text.rope import Rope

chunks = st.one_of(st.text(max_size=8), st.integers(1000, 5000).map("é".__mul__))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 30), chunks), max_size=30))
def test_every_view_stays_what_it_was_whatever_grows_from_it(
    steps: list[tuple[int, str]],
) -> None:
    views, strings = [Rope()], [""]
    for index, chunk in steps:
        index %= len(views)
        views.append(views[index] + chunk)
        strings.append(strings[index] + chunk)
    for view, string in zip(views, strings, strict=True):
        assert str(view) == string
        assert len(view) == len(string)
        assert view == Rope(string)


def test_two_texts_share_a_beginning() -> None:
    text = Rope("Peter")
    longer = text + " Piper"
    for other in (longer, Rope("Peter Pan")):
        assert text.shares(other, 5)
        assert other.shares(longer, 7)
        assert not text.shares(other, 6)
    assert not Rope("Peter Pan").shares(longer, 8)


@settings(deadline=None, max_examples=60)
@example(["e" * 4096, "e" * 1000], 4096, 3097)
@given(st.lists(chunks, max_size=12), st.integers(-3, 20_000), st.integers(-3, 20_000))
def test_a_slice_is_that_of_the_string(pieces: list[str], start: int, stop: int) -> None:
    rope = Rope()
    for piece in pieces:
        rope += piece
    string = "".join(pieces)
    assert rope.slice(start, stop) == string[max(0, start) : max(0, stop)]
    assert rope.slice(start) == string[max(0, start) :]


@settings(deadline=None, max_examples=60)
@given(chunks, chunks, st.booleans())
def test_prefixes(one: str, other: str, shared: bool) -> None:
    first = Rope(one)
    longer = first + other if shared else Rope(one + other)
    assert first.is_prefix_of(longer)
    assert first.is_prefix_of(Rope(other)) is other.startswith(one)
    assert longer.is_prefix_of(first) is (other == "")


def test_repeating_what_the_buffer_holds_shares_it() -> None:
    first = Rope("Peter")
    ahead = first + " Piper" + " picked"
    again = first + " Piper"
    assert again.is_prefix_of(ahead)
    assert again._buffer is ahead._buffer
    other = again + " packed"
    assert other._buffer is not ahead._buffer
    assert (str(other), str(ahead)) == ("Peter Piper packed", "Peter Piper picked")


def test_ropes_are_compared_by_content() -> None:
    assert Rope("a") != Rope("b")
    assert Rope("a") != Rope("ab")
    assert Rope("a") != "a"
    with pytest.raises(TypeError):
        hash(Rope("a"))


def test_repr_is_short() -> None:
    assert repr(Rope("ab")) == "Rope('ab', 2)"
    assert len(repr(Rope("a" * 100_000))) < 80
