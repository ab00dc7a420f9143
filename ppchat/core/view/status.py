"""What a stream is doing, in one word and its metrics, and how durations are written."""

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


def format_milliseconds(value: float | None) -> str:
    """A measured duration as text: 312 ms, 1.18 s; empty for None."""
    if value is None:
        return ""
    if value < 10:
        return f"{value:.1f} ms"
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def format_elapsed(duration_ns: int) -> str:
    """An elapsed time as text: 1.9 s, 2 min 05 s."""
    total = max(0, duration_ns) / 1e9
    if total < 60:
        return f"{total:.1f} s"
    minutes, rest = divmod(int(total), 60)
    return f"{minutes} min {rest:02d} s"
