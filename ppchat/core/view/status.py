"""What a stream is doing, in one word and its metrics."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.view.tone import Tone


class Status(NamedTuple):
    """A word with its sign, and the metrics that go with it."""

    sign: str
    word: str
    tone: Tone
    elapsed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """Names and values, the most important first; the name may be empty."""


READY: Final = Status("○", "ready", Tone.QUIET)
