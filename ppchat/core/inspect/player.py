"""Playback of an exchange from the cursor, at its recorded pace or a multiple of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ppchat.core.inspect.rounds.lanes import RoundLanes
from ppchat.core.inspect.rounds.rounds import Rounds

SPEEDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 100.0)
MAX_PAUSE_NS: Final = 2_000_000_000
"""The most that is played of the time between two rounds, in which somebody may have been away."""
UNTIMED_NS: Final = 50_000_000
"""The duration of each event of a recording without timestamps."""


class Player:
    """The position of the cursor during playback; the clock is elapsed in."""

    def __init__(self, rounds: Rounds, clock_ns: Callable[[], int]) -> None:
        self._rounds = rounds
        self._clock_ns = clock_ns
        self._lanes = RoundLanes(rounds)
        self._speed = 1.0
        self._anchor_ns = 0
        self._anchor_time = 0
        self._position = 0
        self.playing = False

    @property
    def speed(self) -> float:
        """Playback speed as a multiple of the recorded pace."""
        return self._speed

    def play(self, position: int) -> None:
        """Play from a position; from the beginning if that is the end."""
        total = len(self._rounds)
        self._position = 0 if position >= total else position
        self._anchor()
        self.playing = True

    def pause(self) -> None:
        """Stop at the current position."""
        self.playing = False

    def set_speed(self, speed: float) -> None:
        """Play at a multiple of the recorded pace, from 0.1 to 100 times."""
        if self.playing:
            self.position()
        self._speed = max(SPEEDS[0], min(SPEEDS[-1], speed))
        self._anchor()

    def change_speed(self, steps: int) -> float:
        """Play faster or slower by steps of `SPEEDS`; return the new speed."""
        index = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - self._speed))
        self.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, index + steps))])
        return self._speed

    def position(self) -> int:
        """The number of events up to the cursor now; playback stops at the end."""
        if not self.playing:
            return self._position
        elapsed = round((self._clock_ns() - self._anchor_ns) * self._speed)
        if not self._rounds.timed:
            elapsed //= UNTIMED_NS
        reached = self._lanes.event_at(self._anchor_time + elapsed) + 1
        self._shorten_pause(reached, self._anchor_time + elapsed)
        # Timestamps may stand still or go backwards: what was shown stays shown.
        self._position = max(self._position, min(reached, len(self._rounds)))
        if self._position >= len(self._rounds):
            self.playing = False
        return self._position

    def _shorten_pause(self, position: int, time: int) -> None:
        """Go on with the next round soon, if `position` is the end of one at a time on the axis."""
        rounds = self._rounds
        if not (rounds.timed and 0 < position < len(rounds) and rounds.event(position).n == 0):
            return
        start = self._lanes.starts[rounds.event(position).round]
        paused_from = self._lanes.time_of(position - 1)
        if time - paused_from >= MAX_PAUSE_NS and start - time > 0:
            self._anchor_time += start - time

    def _anchor(self) -> None:
        self._anchor_ns = self._clock_ns()
        self._anchor_time = self._lanes.time_of(self._position - 1) if self._position else 0
