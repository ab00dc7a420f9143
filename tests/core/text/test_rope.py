"""Text that only grows."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ppchat.core.text.rope import Text

chunks = st.one_of(st.text(max_size=8), st.integers(1000, 5000).map("é".__mul__))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 30), chunks), max_size=30))
def test_every_view_stays_what_it_was_whatever_grows_from_it(
    steps: list[tuple[int, str]],
) -> None:
    views, strings = [Text()], [""]
    for at, chunk in steps:
        at %= len(views)
        views.append(views[at] + chunk)
        strings.append(strings[at] + chunk)
    for view, string in zip(views, strings, strict=True):
        assert str(view) == string
        assert len(view) == len(string)
        assert view == Text(string)


@settings(deadline=None, max_examples=60)
@example(["e" * 4096, "e" * 1000], 4096, 3097)
@given(st.lists(chunks, max_size=12), st.integers(-3, 20_000), st.integers(-3, 20_000))
def test_a_slice_is_that_of_the_string(pieces: list[str], start: int, stop: int) -> None:
    text = Text()
    for piece in pieces:
        text += piece
    string = "".join(pieces)
    assert text.slice(start, stop) == string[max(0, start) : max(0, stop)]
    assert text.slice(start) == string[max(0, start) :]


@settings(deadline=None, max_examples=60)
@given(chunks, chunks, st.booleans())
def test_prefixes(one: str, other: str, shared: bool) -> None:
    first = Text(one)
    longer = first + other if shared else Text(one + other)
    assert first.is_prefix_of(longer)
    assert first.is_prefix_of(Text(other)) is other.startswith(one)
    assert longer.is_prefix_of(first) is (other == "")


def test_following_what_is_there_already_shares_it() -> None:
    first = Text("Peter")
    ahead = first + " Piper" + " picked"
    again = first + " Piper"
    assert again.is_prefix_of(ahead)
    assert again._rope is ahead._rope
    other = again + " packed"
    assert other._rope is not ahead._rope
    assert (str(other), str(ahead)) == ("Peter Piper packed", "Peter Piper picked")


def test_two_texts_are_compared_by_what_they_say() -> None:
    assert Text("a") != Text("b")
    assert Text("a") != Text("ab")
    assert Text("a") != "a"
    with pytest.raises(TypeError):
        hash(Text("a"))


def test_repr_is_short() -> None:
    assert repr(Text("ab")) == "Text('ab', 2)"
    assert len(repr(Text("a" * 100_000))) < 80
