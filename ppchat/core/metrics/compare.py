"""The metrics of several streams side by side, and how their text grew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ppchat.core.metrics.definitions import DEFINITIONS
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_measure

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_FIRST_CHOSEN_PORT: Final = 32_768
"""The first port that a system chooses for a server of its own accord."""
_CLOCK: Final = re.compile(r"\d{4}-(\d\d-\d\d)T(\d\d:\d\d:\d\d).*")


class ComparedMetric(NamedTuple):
    """One metric of all streams."""

    name: str
    unit: str
    values: tuple[float | None, ...]
    """In the order of the recordings; None where the events do not allow measuring it."""
    lower_is_better: bool | None = None
    """None where neither direction is better."""

    def format(self, value: float | None, *, with_unit: bool = True) -> str:
        """A value as text, with a decimal only where that is not noise: 8.2 ms, 312 ms."""
        is_count = self.lower_is_better is None
        is_coarse = self.unit == "ms" and value is not None and abs(value) >= 10
        unit = self.unit if with_unit and not is_count else ""
        return format_measure(value, unit, 0 if is_count or is_coarse else 1)

    def difference(self, index: int) -> float | None:
        """The value at `index` minus the first."""
        first, other = self.values[0], self.values[index]
        return None if first is None or other is None else other - first

    def ratio(self, index: int) -> float | None:
        """The value at `index` divided by the first."""
        first, other = self.values[0], self.values[index]
        return other / first if first and other is not None else None


def response_names(recordings: Sequence[Recording]) -> list[str]:
    """Their names: the model, and of protocol, host and time what differs; foreign, raw."""
    times = [item.started_at for item in recordings]
    same_day = len({time[:10] for time in times}) == 1
    clocks = [time[11:19] if same_day else time[:19].replace("T", " ") for time in times]
    models = [item.response.model or item.request.model or "?" for item in recordings]
    columns = (
        [item.dialect.label for item in recordings],
        [_host(item) for item in recordings],
        [clock or "no time" for clock in clocks],
    )
    differing = [column for column in columns if len(set(column)) > 1]
    return [" · ".join(filter(None, name)) for name in zip(models, *differing, strict=True)]


def _host(recording: Recording) -> str:
    """The host, with its port unless the system chose that, as it does for the demo."""
    host = recording.request.base_url.partition("://")[2].partition("/")[0]
    name, _, port = host.rpartition(":")
    is_chosen = port.isdecimal() and len(port) == 5 and int(port) >= _FIRST_CHOSEN_PORT
    return name if name in _LOOPBACK and is_chosen else host


def short_names(names: Sequence[str], width: int) -> list[str]:
    """Names of at most `width` characters that differ from one another.

    They are the first part (a name is a file, or parts between middle dots) in which all names
    differ; where there is none, numbers.
    """
    parts_by_name = [name.split(" · ") for name in names]
    for part in zip(*parts_by_name, strict=False):
        for shorten in (_clock, _day, str):
            labels = [_fit_end(shorten(text), width) for text in part]
            if len(set(labels)) == len(labels):
                return labels
    return [f"#{number} {_base_name(p[0])}"[:width] for number, p in enumerate(parts_by_name, 1)]


def _base_name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2] or path


def _clock(text: str) -> str:
    """The time of day of a date, and the last name of a path."""
    match = _CLOCK.fullmatch(text)
    return match[2] if match else _base_name(text)


def _day(text: str) -> str:
    match = _CLOCK.fullmatch(text)
    return f"{match[1]} {match[2]}"[:-3] if match else _base_name(text)


def _fit_end(text: str, width: int) -> str:
    """A text cut at its beginning: the ends of file names differ more."""
    return text if len(text) <= width else f"…{text[len(text) - width + 1 :]}"


def comparison(recordings: Sequence[Recording]) -> list[ComparedMetric]:
    """All metrics: durations in chronological order, then rates and amounts."""
    streams = [metrics(recording.summary) for recording in recordings]
    rows = [
        ComparedMetric(
            metric.name,
            metric.unit,
            tuple(getattr(stream, field) for stream in streams),
            metric.lower_is_better,
        )
        for field, metric in DEFINITIONS.items()
    ]
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
