"""Playing on from the cursor: what a key does to it, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from ppchat.core.inspect.player import Player
from ppchat.core.recording.recording import Recording


class Playback:
    """Moves a position on at recorded pace or a multiple of it, a tick at a time."""

    def __init__(
        self,
        recording: Recording,
        go: Callable[[int], None],
        say: Callable[[str], None],
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """`go` is told each position, `say` what stands in the top line, such as `▶ 0.5×`."""
        self._player = Player(recording, clock_ns)
        self._go = go
        self._say = say

    @property
    def playing(self) -> bool:
        """Whether ticks move the position."""
        return self._player.playing

    def play(self, position: int) -> None:
        """Play on from a position; from the beginning if that is the end."""
        self._player.play(position)
        self.tick()

    def pause(self) -> None:
        """Stay where it is."""
        if self._player.playing:
            self._player.pause()
            self._tell()

    def tick(self) -> None:
        """Go to where it has come by now."""
        if self._player.playing:
            self._go(self._player.position())
            self._tell()

    def set_speed(self, speed: float) -> None:
        """Play at a multiple of the recorded pace."""
        self._player.set_speed(speed)

    def change_speed(self, steps: int) -> None:
        """Play faster or slower."""
        self._player.change_speed(steps)
        self._tell()

    def _tell(self) -> None:
        sign = "▶" if self._player.playing else "❚❚"
        self._say(f"{sign} {self._player.speed:g}×")
