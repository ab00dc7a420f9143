"""What a stream is doing, in one word and its figures, and how durations are written."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.view.tone import Tone


class Status(NamedTuple):
    """A word with its sign, and the figures that go with it."""

    sign: str
    word: str
    tone: Tone
    elapsed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """Names and values, the most telling first; the name may be empty."""


READY: Final = Status("○", "ready", Tone.QUIET)


def milliseconds(value: float | None) -> str:
    """A duration to read: 312 ms, 1.18 s; empty for None."""
    if value is None:
        return ""
    if value < 10:
        return f"{value:.1f} ms"
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def seconds(duration_ns: int) -> str:
    """A duration to watch: 1.9 s, 2 min 05 s."""
    whole = max(0, duration_ns) / 1e9
    if whole < 60:
        return f"{whole:.1f} s"
    minutes, rest = divmod(int(whole), 60)
    return f"{minutes} min {rest:02d} s"
