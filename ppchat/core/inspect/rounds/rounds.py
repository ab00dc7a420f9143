"""The rounds of an exchange as one sequence of events, whose numbers go on from round to round."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.metrics.exchange import RoundSpan, round_spans
from ppchat.core.recording.recording import Recording


class RoundPlace(NamedTuple):
    """A place in an exchange: a round, and a number or a position in its recording."""

    round: int
    """The index of the round, from 0."""
    recording: Recording
    n: int


class Rounds:
    """The recordings of an exchange, of which the last one may grow; most exchanges have one."""

    __slots__ = ("recordings",)

    def __init__(self, recordings: tuple[Recording, ...]) -> None:
        """At least one recording; all of them have timestamps, or none has."""
        self.recordings: Final = recordings

    def __len__(self) -> int:
        return sum(map(len, self.recordings))

    def __bool__(self) -> bool:
        return True  # an exchange without events is one too

    @property
    def first(self) -> Recording:
        """The recording of the question."""
        return self.recordings[0]

    @property
    def last(self) -> Recording:
        """The recording of the last round so far."""
        return self.recordings[-1]

    @property
    def timed(self) -> bool:
        """Whether the timestamps are real."""
        return self.first.timed

    @property
    def are_several(self) -> bool:
        """Whether there is more than one round."""
        return len(self.recordings) > 1

    def start_of(self, index: int) -> int:
        """The number of the first event of a round."""
        return sum(map(len, self.recordings[:index]))

    def event(self, n: int) -> RoundPlace:
        """The round of event `n`, and the event's number in it; `n` from 0 to the last one."""
        last = len(self.recordings) - 1
        for index, recording in enumerate(self.recordings):
            if n < len(recording) or index == last:
                return RoundPlace(index, recording, n)
            n -= len(recording)
        raise IndexError(n)

    def at(self, position: int) -> RoundPlace:
        """The round of the event at which the cursor is, and the position in it.

        At the end, and while the last round has no event yet, it is the last round.
        """
        if position >= len(self):
            return RoundPlace(len(self.recordings) - 1, self.last, len(self.last))
        if position < 1:
            return RoundPlace(0, self.first, 0)
        index, recording, n = self.event(position - 1)
        return RoundPlace(index, recording, n + 1)

    def spans(self) -> list[RoundSpan]:
        """Where each round lies on the axis of time."""
        return round_spans([recording.summary for recording in self.recordings])


def as_rounds(source: Recording | Rounds) -> Rounds:
    """A recording as an exchange of one round."""
    return source if isinstance(source, Rounds) else Rounds((source,))
