"""What a stream is doing, in one word and its metrics."""

from typing import Final, NamedTuple

from ppchat.core.text.display import format_elapsed
from ppchat.core.view.tone import Tone


class Status(NamedTuple):
    """A word with its sign, and the metrics that go with it."""

    sign: str
    word: str
    tone: Tone
    elapsed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """Names and values, the most important first; the name may be empty."""


WAY_OUT: Final = ("", "esc stops")
"""The hint while something goes on."""
WAITING_SIGN: Final = "?"
"""For what waits for the user."""
READY: Final = Status("○", "ready", Tone.QUIET)


def starting_status(waited_ns: int) -> Status:
    """The status from the moment the user asked until the request is sent."""
    return Status("◌", "starting", Tone.QUIET, format_elapsed(waited_ns), (WAY_OUT,))
