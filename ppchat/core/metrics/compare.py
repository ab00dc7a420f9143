"""The figures of several streams side by side, and how their text grew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording


class Compared(NamedTuple):
    """One figure of all streams."""

    name: str
    unit: str
    values: tuple[float | None, ...]
    """In the order of the recordings; None where its events do not tell."""
    less_is_better: bool | None = None
    """None where neither is."""

    def difference(self, at: int) -> float | None:
        """How much the figure of one differs from that of the first."""
        first, other = self.values[0], self.values[at]
        return None if first is None or other is None else other - first

    def ratio(self, at: int) -> float | None:
        """How many times the figure of the first that of another is."""
        first, other = self.values[0], self.values[at]
        return other / first if first and other is not None else None


_TIMES: Final = (
    ("setup", "setup_ms"),
    ("TTFT", "ttft_ms"),
    ("TTFO", "ttfo_ms"),
    ("ICL p50", "icl_p50_ms"),
    ("ICL p95", "icl_p95_ms"),
    ("ICL p99", "icl_p99_ms"),
    ("ICL max", "icl_max_ms"),
    ("ITL", "itl_ms"),
    ("E2E", "e2e_ms"),
)


def comparison(recordings: Sequence[Recording]) -> list[Compared]:
    """All figures, in the order in which time passes, then rates and amounts."""
    known = [metrics(recording) for recording in recordings]
    found = [
        Compared(name, "ms", tuple(getattr(each, field) for each in known), True)
        for name, field in _TIMES
    ]
    found.append(Compared("rate", "tok/s", tuple(each.rate for each in known), False))
    found += [
        Compared("events", "", tuple(float(each.events) for each in known)),
        Compared("chunks", "", tuple(float(each.chunks) for each in known)),
        Compared("characters", "", tuple(float(len(each.turn.text)) for each in recordings)),
        Compared("tokens out", "", tuple(_output(each) for each in known)),
        Compared("bytes", "B", tuple(float(each.byte_count) for each in recordings)),
    ]
    return found


def _output(known: Metrics) -> float | None:
    output = known.usage.output if known.usage else None
    return None if output is None else float(output)


def growth(recording: Recording, end_ns: int, columns: int) -> list[int]:
    """Characters of all deltas that had come by the end of each column of a time axis."""
    found = [0] * columns
    if not columns:
        return found
    origin = recording.t0_ns or (recording.at_ns(0) if len(recording) else 0)
    for n in range(len(recording)):
        size = recording.delta_size(n)
        if size:
            time = recording.at_ns(n) - origin if recording.timed else n
            found[max(0, min(columns - 1, time * columns // max(1, end_ns)))] += size
    total = 0
    for column, size in enumerate(found):
        total += size
        found[column] = total
    return found


def axis_end(recordings: Sequence[Recording]) -> int:
    """Where a time axis shared by all ends: nanoseconds, or events where one has no times."""
    if all(recording.timed for recording in recordings):
        return max(
            (
                recording.at_ns(n) - (recording.t0_ns or recording.at_ns(0))
                for recording in recordings
                if (n := len(recording) - 1) >= 0
            ),
            default=0,
        )
    return max((len(recording) for recording in recordings), default=0)
