"""The exchanges that the inspector shows one at a time, and the way from answer to answer."""

from __future__ import annotations

from collections.abc import Iterable

from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.recording.recording import Recording


class Exchanges:
    """The recordings by exchange, and the exchange that is shown."""

    def __init__(self, exchanges: Iterable[tuple[Recording, ...]], shown: Recording) -> None:
        """`shown` is the recording whose exchange is shown first."""
        self._all = [Rounds(recordings) for recordings in exchanges]
        self._index = next(
            number for number, rounds in enumerate(self._all) if shown in rounds.recordings
        )
        self._first_round = self.shown.recordings.index(shown)

    @property
    def shown(self) -> Rounds:
        """The exchange that is shown."""
        return self._all[self._index]

    def initial_position(self, position: int | None) -> int:
        """A position in the recording that is shown first, in its exchange; None for its end."""
        start = self.shown.start_of(self._first_round)
        length = len(self.shown.recordings[self._first_round])
        return start + (length if position is None else position)

    def step(self, by: int, position: int) -> int | None:
        """Go to the next answer, or the previous one: the position at its end; None for none.

        The last round of an exchange is followed by the first one of the next exchange.
        """
        number = self.shown.at(position).round + by
        if not 0 <= number < len(self.shown.recordings):
            if not 0 <= self._index + by < len(self._all):
                return None
            self._index += by
            number = 0 if by > 0 else len(self.shown.recordings) - 1
        return self.shown.start_of(number + 1)

    def ordinal(self, position: int) -> str:
        """Which answer it is at a position: "2 of 5, round 1 of 3"; empty for the only one."""
        parts = []
        if len(self._all) > 1:
            parts.append(f"{self._index + 1} of {len(self._all)}")
        if self.shown.are_several:
            number = self.shown.at(position).round + 1
            parts.append(f"round {number} of {len(self.shown.recordings)}")
        return ", ".join(parts)
