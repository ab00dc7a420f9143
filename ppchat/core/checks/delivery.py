"""The findings about buffers on the way: bursts, buffered answers, flushes at a steady rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.checks.reads import Burst, Read, buffered, bursts, flush_period_ns
from ppchat.core.checks.silences import Silence
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.text.display import format_duration, pluralize

_FLUSHES_MISSED: Final = 3.5
"""Periods of a steady rate from which a silence is more than a flush without anything in it."""


def delivery_findings(
    arrivals: Sequence[Read], quiet: Sequence[Silence]
) -> tuple[list[Finding], set[int]]:
    """The findings about buffers on the way, and the ends of the silences that these explain."""
    whole = buffered(arrivals, quiet)
    period_ns = None if whole else flush_period_ns(arrivals)
    findings = [] if period_ns is None else [_flushes(arrivals, period_ns)]
    held = [whole] if whole else bursts(arrivals, quiet)
    held = [
        burst for burst in held if burst.silence.duration_ns > _FLUSHES_MISSED * (period_ns or 0)
    ]
    if not held:
        return findings, set()
    largest = max(held, key=lambda burst: burst.read.deltas)
    words = _describe(largest)
    events: Sequence[int] = range(largest.read.first, largest.read.last + 1)
    if whole:
        code = "buffered"
        message = (
            f"{words}. The whole answer arrived at once: something between you and the model "
            "buffers it until it is complete."
        )
    elif len(held) == 1:
        code = "burst"
        message = f"{words}. Something between you and the model held them back."
    else:
        code = "bursts"
        deltas = sum(burst.read.deltas for burst in held)
        total = sum(read.deltas for read in arrivals)
        message = (
            f"{deltas:,} of {total:,} deltas arrived in {len(held)} bursts. The largest, events "
            f"{largest.read.first}–{largest.read.last}: {words}. Something between you and the "
            "model holds the stream back."
        )
        events = tuple(burst.read.first for burst in held)
    findings.append(Finding(Severity.TIMING, code, events, message))
    return findings, {burst.silence.stop for burst in held}


def _describe(burst: Burst) -> str:
    read, silence = burst
    duration_ns = read.stop_ns - read.start_ns
    within = f"within {format_duration(duration_ns)}" if duration_ns >= 100_000 else "in one read"
    length = format_duration(silence.duration_ns)
    since = f"{length} after the request" if silence.start < 0 else f"after {length} of silence"
    return f"{pluralize(read.deltas, 'delta')} arrived {within}, {since}"


def _flushes(arrivals: Sequence[Read], period_ns: int) -> Finding:
    period = format_duration(period_ns)
    often = round(1e9 / period_ns)
    rate = f"{often} times per second" if often > 1 else f"every {period}"
    deltas = sum(read.deltas for read in arrivals)
    return Finding(
        Severity.TIMING,
        "flushes",
        range(arrivals[0].first, arrivals[-1].last + 1),
        f"The server or a gateway flushes {rate}: {deltas:,} deltas arrived in "
        f"{len(arrivals):,} reads, {period} apart.",
    )
