"""The playhead: where a move, growth and the follow key lead."""

from __future__ import annotations

import pytest

from ppchat.tui.events.playhead import Playhead


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (-5, Playhead(0, following=False)),
        (0, Playhead(0, following=False)),
        (9, Playhead(9, following=False)),
        (10, Playhead(10, following=True)),
        (99, Playhead(10, following=True)),
    ],
)
def test_a_move_stays_within_and_follows_at_the_end(position: int, expected: Playhead) -> None:
    assert Playhead.at(position, 10) == expected


def test_a_peek_ends_with_the_next_move() -> None:
    peek = Playhead.peek(4)
    assert (peek.position, peek.following, peek.peeking) == (5, False, True)
    assert peek.grow(12) == peek
    assert Playhead.at(peek.position + 1, 10) == Playhead(6, following=False)
    assert peek.toggle_following(10) == Playhead(10)


def test_the_end_of_nothing_is_followed() -> None:
    assert Playhead.at(0, 0) == Playhead()


def test_growth_moves_it_only_while_it_follows() -> None:
    assert Playhead.at(10, 10).grow(12) == Playhead(12)
    assert Playhead.at(9, 10).grow(12) == Playhead(9, following=False)


def test_the_follow_key_stops_in_place_and_returns_to_the_end() -> None:
    stopped = Playhead(10).toggle_following(12)
    assert stopped == Playhead(10, following=False)
    assert stopped.grow(14).toggle_following(14) == Playhead(14)
