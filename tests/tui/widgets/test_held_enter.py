"""An enter that is held down."""

from __future__ import annotations

from ppchat.tui.widgets.held_enter import REPEAT_NS, HeldEnter


def test_it_is_held_as_long_as_it_is_repeated() -> None:
    enter = HeldEnter(0)
    assert enter.is_held(REPEAT_NS - 1)
    assert enter.is_held(REPEAT_NS + 30_000_000)
    assert not enter.is_held(3 * REPEAT_NS)
