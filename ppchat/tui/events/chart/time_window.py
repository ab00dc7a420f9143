"""The visible part of a time axis."""

from __future__ import annotations

from typing import NamedTuple


class TimeWindow(NamedTuple):
    """A range of the axis, in its units."""

    low: int
    high: int

    @property
    def length(self) -> int:
        """Length of the range."""
        return self.high - self.low

    @property
    def middle(self) -> int:
        """The time in the middle of the range."""
        return (self.low + self.high) // 2

    def contains(self, time: int) -> bool:
        """Whether a time is visible."""
        return self.low <= time <= self.high

    def zoom(self, factor: float, around: int) -> TimeWindow:
        """The window magnified by `factor`, with the time `around` at the same place."""
        low = around - int((around - self.low) / factor)
        return TimeWindow(low, low + int(self.length / factor))

    def pan(self, fraction: float) -> TimeWindow:
        """The window moved by a fraction of its length."""
        offset = int(self.length * fraction)
        return TimeWindow(self.low + offset, self.high + offset)

    def center_on(self, time: int) -> TimeWindow:
        """The window with a time in its middle."""
        low = time - self.length // 2
        return TimeWindow(low, low + self.length)

    def clamp(self, axis_length: int, min_length: int) -> TimeWindow | None:
        """The window moved into an axis from 0 to `axis_length`; None for the whole axis.

        A window shorter than `min_length` is extended to it.
        """
        if self.length >= axis_length:
            return None
        length = max(self.length, min_length)
        low = max(0, min(self.low, axis_length - length))
        return TimeWindow(low, low + length)
