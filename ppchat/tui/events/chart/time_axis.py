"""The ticks of a time axis."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise
from typing import Final, NamedTuple

from ppchat.tui.events.chart.time_window import TimeWindow

_MIN_COLUMNS: Final = 8
"""Columns between two ticks, at least: more lines would be a grid without a chart."""


class Tick(NamedTuple):
    """A round time on the axis."""

    column: int
    label: str


def axis_ticks(window: TimeWindow, columns: int, *, timed: bool) -> list[Tick]:
    """The ticks of an axis `columns` wide, so far apart that their labels never touch.

    The axis counts nanoseconds, or events if it is not `timed`.
    """
    for step in _round_steps(window.length / columns * _MIN_COLUMNS):
        ticks = _ticks(window, columns, step, timed=timed)
        if all(left.column + len(left.label) + 1 < right.column for left, right in pairwise(ticks)):
            return ticks
    return []


def _ticks(window: TimeWindow, columns: int, step: int, *, timed: bool) -> list[Tick]:
    first = -(-window.low // step) * step
    ticks: list[Tick] = []
    for time in range(first, window.high + 1, step):
        column = int((time - window.low) * columns / max(1, window.length))
        label = f"{time / 1e9:.9f}".rstrip("0").rstrip(".") if timed else f"{time:,}"
        if timed and not ticks:
            label += " s"
        if column < columns:
            ticks.append(Tick(column, label))
    return ticks


def _round_steps(minimum: float) -> Iterator[int]:
    """The round steps of at least `minimum`: 1, 2 or 5 times a power of ten."""
    for exponent in count():
        for factor in (1, 2, 5):
            if factor * 10**exponent >= minimum:
                yield factor * 10**exponent
