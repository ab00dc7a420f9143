"""The metrics of several streams side by side, and how their text grew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording


class ComparedMetric(NamedTuple):
    """One metric of all streams."""

    name: str
    unit: str
    values: tuple[float | None, ...]
    """In the order of the recordings; None where the events do not allow measuring it."""
    lower_is_better: bool | None = None
    """None where neither direction is better."""

    def difference(self, index: int) -> float | None:
        """The value at `index` minus the first."""
        first, other = self.values[0], self.values[index]
        return None if first is None or other is None else other - first

    def ratio(self, index: int) -> float | None:
        """The value at `index` divided by the first."""
        first, other = self.values[0], self.values[index]
        return other / first if first and other is not None else None


_DURATIONS: Final = (
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


def comparison(recordings: Sequence[Recording]) -> list[ComparedMetric]:
    """All metrics: durations in chronological order, then rates and amounts."""
    streams = [metrics(recording) for recording in recordings]
    rows = [
        ComparedMetric(name, "ms", tuple(getattr(stream, field) for stream in streams), True)
        for name, field in _DURATIONS
    ]
    rows.append(ComparedMetric("rate", "tok/s", tuple(stream.rate for stream in streams), False))
    rows += [
        ComparedMetric("events", "", tuple(float(stream.events) for stream in streams)),
        ComparedMetric("chunks", "", tuple(float(stream.chunks) for stream in streams)),
        ComparedMetric(
            "characters", "", tuple(float(len(recording.response.text)) for recording in recordings)
        ),
        ComparedMetric("tokens out", "", tuple(_output_tokens(stream) for stream in streams)),
        ComparedMetric(
            "bytes", "B", tuple(float(recording.byte_count) for recording in recordings)
        ),
    ]
    return rows


def _output_tokens(stream: Metrics) -> float | None:
    output = stream.usage.output if stream.usage else None
    return None if output is None else float(output)


def text_growth(recording: Recording, end_ns: int, columns: int) -> list[int]:
    """Characters of all deltas received by the end of each column of a time axis."""
    totals = [0] * columns
    if not columns:
        return totals
    origin = recording.t0_ns or (recording.at_ns(0) if len(recording) else 0)
    for n in range(len(recording)):
        size = recording.delta_size(n)
        if size:
            time = recording.at_ns(n) - origin if recording.timed else n
            totals[max(0, min(columns - 1, time * columns // max(1, end_ns)))] += size
    total = 0
    for column, size in enumerate(totals):
        total += size
        totals[column] = total
    return totals


def axis_end(recordings: Sequence[Recording]) -> int:
    """The end of a time axis shared by all: nanoseconds, or events where one has no timestamps."""
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
