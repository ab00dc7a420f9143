"""Playback from the cursor, and its state for display."""

from __future__ import annotations

import time
from collections.abc import Callable

from ppchat.core.inspect.player import Player
from ppchat.core.inspect.rounds.rounds import Rounds


class Playback:
    """Advances a position with each tick, at the recorded pace or a multiple of it."""

    def __init__(
        self,
        on_position: Callable[[int], None],
        on_state: Callable[[str], None],
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """`on_position` gets each position, `on_state` the state for display, such as `▶ 0.5×`."""
        self._clock_ns = clock_ns
        self._player: Player | None = None
        self._on_position = on_position
        self._on_state = on_state

    def load(self, rounds: Rounds) -> None:
        """Play another exchange from now on, at the recorded pace."""
        self._player = Player(rounds, self._clock_ns)
        self._on_state("")

    @property
    def playing(self) -> bool:
        """Whether ticks advance the position."""
        return self._player is not None and self._player.playing

    def toggle(self, position: int) -> None:
        """Pause, or play from a position, or from the beginning if that is the end."""
        if self.playing:
            self.pause()
        elif self._player is not None:
            self._player.play(position)
            self.tick()

    def pause(self) -> None:
        """Pause at the current position."""
        if self._player is not None and self._player.playing:
            self._player.pause()
            self._report_state(self._player)

    def tick(self) -> None:
        """Report the position reached by now."""
        if self._player is not None and self._player.playing:
            self._on_position(self._player.position())
            self._report_state(self._player)

    def set_speed(self, speed: float) -> None:
        """Set the speed as a multiple of the recorded pace."""
        if self._player is not None:
            self._player.set_speed(speed)

    def change_speed(self, steps: int) -> None:
        """Increase or decrease the speed by steps."""
        if self._player is not None:
            self._player.change_speed(steps)
            self._report_state(self._player)

    def _report_state(self, player: Player) -> None:
        sign = "▶" if player.playing else "❚❚"
        self._on_state(f"{sign} {player.speed:g}×")
