"""The part of a time axis that is looked at."""

from __future__ import annotations

from typing import NamedTuple


class Window(NamedTuple):
    """From one time of the axis to another, in its units."""

    low: int
    high: int

    @property
    def length(self) -> int:
        """How much of the axis it shows."""
        return self.high - self.low

    @property
    def middle(self) -> int:
        """The time in its middle."""
        return (self.low + self.high) // 2

    def holds(self, time: int) -> bool:
        """Whether a time is in sight."""
        return self.low <= time <= self.high

    def zoomed(self, factor: float, around: int) -> Window:
        """The axis `factor` times as large, with the time `around` where it is."""
        low = around - int((around - self.low) / factor)
        return Window(low, low + int(self.length / factor))

    def panned(self, part: float) -> Window:
        """Moved by a part of its length."""
        by = int(self.length * part)
        return Window(self.low + by, self.high + by)

    def centred(self, time: int) -> Window:
        """With a time in its middle."""
        low = time - self.length // 2
        return Window(low, low + self.length)

    def fitted(self, whole: int, least: int) -> Window | None:
        """Within an axis from 0 to `whole`, at least so long; None for all of the axis."""
        if self.length >= whole:
            return None
        length = max(self.length, least)
        low = max(0, min(self.low, whole - length))
        return Window(low, low + length)
