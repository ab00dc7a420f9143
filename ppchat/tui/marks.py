"""The events that the user marked, in any view of their recording."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.recording.recording import Recording


class Marks:
    """The marked events by recording, for all views of it; forgotten with the recording."""

    def __init__(self) -> None:
        self._by_recording: WeakKeyDictionary[Recording, frozenset[int]] = WeakKeyDictionary()

    def of(self, recording: Recording) -> frozenset[int]:
        """The numbers of the marked events of a recording."""
        return self._by_recording.get(recording, frozenset())

    def in_rounds(self, rounds: Rounds) -> frozenset[int]:
        """The marked events of an exchange, numbered through its rounds."""
        if not rounds.are_several:
            return self.of(rounds.first)
        return frozenset(
            rounds.start_of(index) + n
            for index, recording in enumerate(rounds.recordings)
            for n in self.of(recording)
        )

    def toggle(self, recording: Recording, n: int) -> None:
        """Mark an event, or unmark it."""
        self._by_recording[recording] = self.of(recording) ^ {n}
