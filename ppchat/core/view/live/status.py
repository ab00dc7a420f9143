"""What a stream is doing, in one word and its metrics."""

from enum import Enum
from typing import Final, NamedTuple

from ppchat.core.text.display import format_elapsed
from ppchat.core.view.tone import Tone


class Activity(Enum):
    """What goes on, as far as a user is concerned who looks elsewhere."""

    NONE = "none"
    STREAMING = "streaming"
    ENDED = "ended"
    WAITING = "waiting"
    """For the user."""


class Status(NamedTuple):
    """A word with its sign, and the metrics that go with it."""

    sign: str
    word: str
    tone: Tone
    elapsed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """Names and values, the most important first; the name may be empty."""

    @property
    def activity(self) -> Activity:
        """What goes on, in short."""
        if self.sign == WAITING_SIGN:
            return Activity.WAITING
        if self == READY:
            return Activity.NONE
        from ppchat.core.view.outcomes import OUTCOME_MARKS  # not needed for the first paint

        ended = {mark[:2] for outcome, mark in OUTCOME_MARKS.items() if outcome is not None}
        return Activity.ENDED if (self.sign, self.word) in ended else Activity.STREAMING


WAY_OUT: Final = ("", "esc stops")
"""The hint while something goes on."""
WAITING_SIGN: Final = "?"
"""For what waits for the user."""
READY: Final = Status("○", "ready", Tone.QUIET)


def starting_status(waited_ns: int) -> Status:
    """The status from the moment the user asked until the request is sent."""
    return Status("◌", "starting", Tone.QUIET, format_elapsed(waited_ns), (WAY_OUT,))
