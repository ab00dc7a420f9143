"""Playing a recording on from the cursor, at its own pace or a multiple of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ppchat.core.inspect.lanes import Spans
from ppchat.core.recording.recording import Recording

SPEEDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 100.0)
UNTIMED_NS: Final = 50_000_000
"""The time that an event of a recording without times is given."""


class Player:
    """Where the cursor of a recording is that plays; the clock is passed in."""

    def __init__(self, recording: Recording, clock_ns: Callable[[], int]) -> None:
        self._recording = recording
        self._clock_ns = clock_ns
        self._spans = Spans(recording)
        self._speed = 1.0
        self._began_ns = 0
        self._from = 0
        self._position = 0
        self.playing = False

    @property
    def speed(self) -> float:
        """How many times as fast as it was recorded."""
        return self._speed

    def play(self, position: int) -> None:
        """Go on from a position; from the beginning if that is the end."""
        total = len(self._recording)
        self._position = 0 if position >= total else position
        self._anchor()
        self.playing = True

    def pause(self) -> None:
        """Stay where it is."""
        self.playing = False

    def set_speed(self, speed: float) -> None:
        """Play at a multiple of the recorded pace, from 0.1 to 100 times."""
        if self.playing:
            self.position()
        self._speed = max(SPEEDS[0], min(SPEEDS[-1], speed))
        self._anchor()

    def change_speed(self, steps: int) -> float:
        """Play faster or slower by steps of `SPEEDS`; the new speed."""
        at = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - self._speed))
        self.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, at + steps))])
        return self._speed

    def position(self) -> int:
        """Events up to the cursor now; stops playing at the end."""
        if not self.playing:
            return self._position
        passed = round((self._clock_ns() - self._began_ns) * self._speed)
        if not self._recording.timed:
            passed //= UNTIMED_NS
        reached = self._spans.event_at(self._from + passed) + 1
        # Stamps may stand still or go back: what was shown stays shown.
        self._position = max(self._position, min(reached, len(self._recording)))
        if self._position >= len(self._recording):
            self.playing = False
        return self._position

    def _anchor(self) -> None:
        self._began_ns = self._clock_ns()
        self._from = self._spans.at(self._position - 1) if self._position else 0
