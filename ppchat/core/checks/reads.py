"""How the deltas of a stream were delivered: in reads, in bursts, at a steady rate of flushes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median, median_low
from typing import Final, NamedTuple

from ppchat.core.checks.silences import Silence
from ppchat.core.recording.recording import Recording

_SAME_READ_NS: Final = 1_000_000
_BURST_READS_NS: Final = 20_000_000
"""Maximum gap between two reads of one burst."""
_BURST_STEP_NS: Final = 250_000
"""Maximum mean gap within a burst: no model writes 4,000 tokens per second."""
_BURST: Final = 8
"""Deltas that must arrive together to be a burst; a few often share a packet."""
_MIN_HELD_NS: Final = 100_000_000
"""Nanoseconds of the model's work that must arrive at once to have been held back."""
_BUFFERED: Final = 16
"""Deltas of a whole answer that was buffered; a shorter one fits into a single packet."""
_BUFFERED_NS: Final = 250_000_000
_FLUSHES: Final = 10
_MIN_FLUSH_NS: Final = 15_000_000
"""Reads at shorter intervals are packets, which nobody notices."""
_FLUSH_TOLERANCE: Final = 0.15
_MAX_PERIODS: Final = 3
"""Periods between two flushes where those between them had nothing to send."""
_STEADY: Final = 0.8
"""The share of gaps that are periods within the tolerance."""


class Read(NamedTuple):
    """Deltas that arrived together."""

    first: int
    last: int
    deltas: int
    start_ns: int
    stop_ns: int


class Burst(NamedTuple):
    """Deltas that were held back during a silence."""

    read: Read
    silence: Silence


def reads(recording: Recording) -> list[Read]:
    """The deltas by the time of their arrival, within a millisecond."""
    result: list[Read] = []
    first = count = start_ns = 0
    for n in range(len(recording)):
        if not recording.delta_size(n):
            continue
        at_ns = recording.at_ns(n)
        if not result or at_ns - start_ns > _SAME_READ_NS:
            first, count, start_ns = n, 1, at_ns
            result.append(Read(n, n, 1, at_ns, at_ns))
        else:
            count += 1
            result[-1] = Read(first, n, count, start_ns, at_ns)
    return result


def median_gap_ns(arrivals: Sequence[Read]) -> int | None:
    """The median time from one read to the next, the shorter of two; None where there is one.

    A single gap says nothing of what is usual, and of two the longer one may be the stall.
    """
    gaps = _gaps_ns(arrivals)
    return int(median_low(gaps)) if len(gaps) > 1 else None


def _gaps_ns(arrivals: Sequence[Read]) -> list[int]:
    return [after.start_ns - before.start_ns for before, after in pairwise(arrivals)]


def flush_period_ns(arrivals: Sequence[Read]) -> int | None:
    """The period of a server that sends what it has at a steady rate; None if there is none."""
    gaps = _gaps_ns(arrivals)
    if len(arrivals) < _FLUSHES or median(read.deltas for read in arrivals) < 2:
        return None
    usual = median(gaps)
    if usual < _MIN_FLUSH_NS:
        return None
    tolerance = max(_FLUSH_TOLERANCE * usual, 2_000_000)
    steady = [
        (gap, periods)
        for gap in gaps
        if abs(gap - (periods := max(1, round(gap / usual))) * usual) <= tolerance
        if periods <= _MAX_PERIODS
    ]
    if len(steady) < _STEADY * len(gaps):
        return None
    return round(sum(gap for gap, _ in steady) / sum(periods for _, periods in steady))


def bursts(arrivals: Sequence[Read], silences: Sequence[Silence]) -> list[Burst]:
    """The reads after a silence that hold what the model wrote during it.

    A fast model, or one that is read in packets, has many deltas in a read too; they are a burst
    only where writing them takes a good part of the silence, at the pace of the other reads.
    """
    by_stop = {silence.stop: silence for silence in silences}
    groups = list(_groups(arrivals))
    late = [group for group in groups if group.first in by_stop and group.deltas >= _BURST]
    pace_ns = _pace_ns(groups, by_stop, sum(group.deltas for group in late))
    return [
        Burst(group, silence)
        for group in late
        for silence in (by_stop[group.first],)
        if group.deltas * pace_ns >= max(_MIN_HELD_NS, silence.idle_ns / 4)
    ]


def buffered(arrivals: Sequence[Read], silences: Sequence[Silence]) -> Burst | None:
    """The burst that holds the whole answer, in one read or in several."""
    by_stop = {silence.stop: silence for silence in silences}
    total = sum(read.deltas for read in arrivals)
    for group in _groups(arrivals):
        silence = by_stop.get(group.first)
        whole = group.deltas >= max(_BUFFERED, 0.9 * total)
        if whole and silence is not None and silence.idle_ns >= _BUFFERED_NS:
            return Burst(group, silence)
    return None


def _groups(arrivals: Sequence[Read]) -> Iterator[Read]:
    """Reads that follow one another faster than a model writes, joined."""
    group: Read | None = None
    written = 0
    for read in arrivals:
        if group is not None:
            written += read.deltas
            close = read.start_ns - group.stop_ns <= _BURST_READS_NS
            if close and read.start_ns - group.start_ns <= written * _BURST_STEP_NS:
                count = group.deltas + read.deltas
                group = Read(group.first, read.last, count, group.start_ns, read.stop_ns)
                continue
            yield group
        group, written = read, 0
    if group is not None:
        yield group


def _pace_ns(groups: Sequence[Read], by_stop: Mapping[int, Silence], late: int) -> float:
    """The time that the model takes per delta.

    Measured where nothing was held back, if that is half of the stream; else over all of it.
    """
    total = sum(group.deltas for group in groups)
    steps = [
        (after.stop_ns - before.stop_ns, after.deltas, by_stop.get(after.first))
        for before, after in pairwise(groups)
    ]
    if 2 * late <= total:
        steps = [step for step in steps if step[2] is None]
    time_ns = sum(gap - (silence.tool_ns if silence else 0) for gap, _, silence in steps)
    return time_ns / max(1, sum(count for _, count, _ in steps))
