"""Tells an enter that is held down from one that is pressed again."""

from __future__ import annotations

from typing import Final

REPEAT_NS: Final = 700_000_000
"""Longest time between two enters of one that is held: the first pause is up to 660 ms."""


class HeldEnter:
    """The enters since one that has acted: they mean nothing while it is held down."""

    def __init__(self, now_ns: int) -> None:
        self._last_ns = now_ns

    def is_held(self, now_ns: int) -> bool:
        """Whether an enter that comes now may be of the same press as the one before."""
        is_held = now_ns - self._last_ns < REPEAT_NS
        self._last_ns = now_ns
        return is_held
