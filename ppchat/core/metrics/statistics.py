"""A metric measured many times: its percentiles, and the confidence interval of its median."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, exp, lgamma, log
from typing import Any, Final, NamedTuple

from ppchat.core.metrics.definitions import DEFINITIONS, MetricDefinition
from ppchat.core.metrics.metrics import Metrics
from ppchat.core.response.outcome import Outcome
from ppchat.core.text.display import format_measure

CONFIDENCE: Final = 0.95


BENCH_METRICS: Final = tuple(
    DEFINITIONS[field]
    for field in ("ttft_ms", "ttfo_ms", "icl_p50_ms", "icl_p99_ms", "itl_ms", "e2e_ms", "rate")
)
"""Gaps within one stream are correlated, so ICL too counts as one value per request."""


class Sample:
    """Values of one metric, one per request."""

    def __init__(self, values: Iterable[float]) -> None:
        self._ranked: Final = sorted(values)

    def __len__(self) -> int:
        return len(self._ranked)

    def percentile(self, percent: float) -> float | None:
        """The nearest-rank percentile; None for an empty sample."""
        ranked = self._ranked
        return ranked[max(0, ceil(percent * len(ranked) / 100) - 1)] if ranked else None

    def tail(self, percent: int) -> float | None:
        """A percentile far from the median; None for a sample without values on both sides of it.

        p95 and p5 take 20 values, p99 and p1 take 100: of fewer, it is the extreme value.
        """
        size = 100 / min(percent, 100 - percent)
        return self.percentile(percent) if len(self) >= size else None

    @property
    def median_interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the true median; None for too small a sample."""
        ranks = median_ranks(len(self._ranked))
        return None if ranks is None else (self._ranked[ranks[0] - 1], self._ranked[ranks[1] - 1])


def median_ranks(size: int, confidence: float = CONFIDENCE) -> tuple[int, int] | None:
    """The ranks, from 1, of the two values that enclose the median; None for too few values.

    The distribution-free interval from order statistics: how many of `size` values fall below
    the median is binomial with p = ½, whatever their distribution. The ranks are the closest
    ones that miss it with a probability of at most 1 − `confidence` (David and Nagaraja, Order
    Statistics, 7.1).
    """
    below, rank = 0.0, 0
    while rank < size // 2:
        below += _half_binomial(size, rank)
        if 2 * below > 1 - confidence:
            break
        rank += 1
    return (rank, size + 1 - rank) if rank else None


def _half_binomial(size: int, count: int) -> float:
    """The probability of `count` heads in `size` tosses."""
    ways = lgamma(size + 1) - lgamma(count + 1) - lgamma(size - count + 1)
    return exp(ways - size * log(2))


class BenchRun(NamedTuple):
    """One request: its outcome and its metrics."""

    outcome: Outcome
    metrics: Metrics
    problem: str = ""
    """Why it failed; foreign, raw."""


class BenchSeries:
    """All requests to one model."""

    def __init__(self, runs: Sequence[BenchRun]) -> None:
        self.runs: Final = runs
        self.outcomes: Final = Counter(run.outcome for run in runs)
        complete = [run.metrics for run in runs if run.outcome in _COMPLETE]
        self.rate_is_estimate: Final = any(stream.rate_is_estimate for stream in complete)
        """Whether rates count chunks, as a server sent no usage."""
        self._samples = {
            metric.field: Sample(
                value for stream in complete if (value := getattr(stream, metric.field)) is not None
            )
            for metric in BENCH_METRICS
        }

    def sample(self, metric: MetricDefinition) -> Sample:
        """The values of the streams that ran to their end."""
        return self._samples[metric.field]

    @property
    def failures(self) -> Mapping[Outcome, int]:
        """How many requests ended with each outcome other than completed."""
        return {
            outcome: count
            for outcome, count in self.outcomes.items()
            if outcome is not Outcome.COMPLETED
        }

    def as_json(self) -> dict[str, Any]:
        """All of it for programs; durations in milliseconds, rates in tokens per second."""
        return {
            "requests": len(self.runs),
            "verdicts": {outcome.value: count for outcome, count in self.outcomes.items()},
            "rate_is_estimate": self.rate_is_estimate,
            "figures": {
                metric.field: _sample_json(self.sample(metric), metric) for metric in BENCH_METRICS
            },
            "runs": [
                {"verdict": run.outcome.value, "problem": run.problem}
                | {metric.field: getattr(run.metrics, metric.field) for metric in BENCH_METRICS}
                for run in self.runs
            ],
        }


class BenchTotals:
    """All requests to all models."""

    def __init__(self, duration_ns: int, series: Iterable[BenchSeries]) -> None:
        self._duration_s: Final = duration_ns / 1e9
        self._completed: Final = sum(model.outcomes[Outcome.COMPLETED] for model in series)

    @property
    def requests_per_s(self) -> float | None:
        """The throughput: completed requests per second; None without a duration."""
        return self._completed / self._duration_s if self._duration_s else None

    def as_json(self) -> dict[str, float | None]:
        """The duration and the throughput, for programs."""
        return {"duration_s": self._duration_s, "requests_per_s": self.requests_per_s}

    def __str__(self) -> str:
        rate = format_measure(self.requests_per_s, "requests/s", 2)
        duration = format_measure(self._duration_s, "s", 2)
        return f"{self._completed:,} completed in {duration}: {rate}"


_COMPLETE: Final = frozenset({Outcome.COMPLETED, Outcome.INCOMPLETE})
"""Outcomes of streams that ran as long as the server meant them to."""


def _tails(metric: MetricDefinition) -> tuple[int, int]:
    """The percentiles shown besides the median, towards the worse end."""
    return (95, 99) if metric.lower_is_better else (5, 1)


def _sample_json(sample: Sample, metric: MetricDefinition) -> dict[str, Any]:
    interval = sample.median_interval
    return {
        "n": len(sample),
        "p50": sample.percentile(50),
        "p50_interval_95": list(interval) if interval else None,
        **{f"p{percent}": sample.tail(percent) for percent in _tails(metric)},
    }


def bench_table(series: Mapping[str, BenchSeries]) -> list[list[str]]:
    """Rows of cells: the names of the metrics, then one column per model."""
    models = list(series.values())
    rows = [["", "", *series]]
    rows.append(["requests", "", *(f"{len(model.runs):,}" for model in models)])
    for outcome in Outcome:
        if any(model.outcomes[outcome] for model in models):
            counts = (f"{model.outcomes[outcome]:,}" for model in models)
            rows.append(["", outcome.value, *counts])
    for metric in BENCH_METRICS:
        samples = [model.sample(metric) for model in models]
        mark = (
            "~"
            if metric.field == "rate" and any(model.rate_is_estimate for model in models)
            else ""
        )
        name = f"{mark}{metric.name} {metric.unit}"
        rows.append([name, "p50", *(format_measure(sample.percentile(50)) for sample in samples)])
        rows.append(["", "95 % interval", *map(_interval_text, samples)])
        for percent in _tails(metric):
            tails = [sample.tail(percent) for sample in samples]
            if any(tail is not None for tail in tails):
                rows.append(["", f"p{percent}", *map(format_measure, tails)])
    return rows


def _interval_text(sample: Sample) -> str:
    interval = sample.median_interval
    return "n/a" if interval is None else " to ".join(map(format_measure, interval))
