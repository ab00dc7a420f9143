"""A figure measured many times: its percentiles, and how sure its median is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, exp, lgamma, log
from typing import Any, Final, NamedTuple

from ppchat.core.metrics.metrics import Metrics
from ppchat.core.response.outcome import Verdict

CONFIDENCE: Final = 0.95


class Figure(NamedTuple):
    """Something measured once a request."""

    name: str
    field: str
    """Of `Metrics`."""
    unit: str
    tails: tuple[int, int] = (95, 99)
    """The percentiles of interest beside the median, towards the worse end."""


FIGURES: Final = (
    Figure("TTFT", "ttft_ms", "ms"),
    Figure("TTFO", "ttfo_ms", "ms"),
    Figure("ICL p50", "icl_p50_ms", "ms"),
    Figure("ICL p99", "icl_p99_ms", "ms"),
    Figure("ITL", "itl_ms", "ms"),
    Figure("E2E", "e2e_ms", "ms"),
    Figure("rate", "rate", "tok/s", (5, 1)),
)
"""Gaps within one stream hang together, so ICL counts as one value a request, too."""


class Sample:
    """Values of one figure, one a request."""

    def __init__(self, values: Iterable[float]) -> None:
        self._ranked: Final = sorted(values)

    def __len__(self) -> int:
        return len(self._ranked)

    def percentile(self, percent: float) -> float | None:
        """The nearest-rank percentile; None of nothing."""
        ranked = self._ranked
        return ranked[max(0, ceil(percent * len(ranked) / 100) - 1)] if ranked else None

    @property
    def median_interval(self) -> tuple[float, float] | None:
        """Between which values the true median lies, with 95 % confidence; None of too few."""
        ranks = median_ranks(len(self._ranked))
        return None if ranks is None else (self._ranked[ranks[0] - 1], self._ranked[ranks[1] - 1])


def median_ranks(size: int, confidence: float = CONFIDENCE) -> tuple[int, int] | None:
    """The ranks, from 1, of the two values of a sample that enclose the median; None of too few.

    The distribution-free interval from order statistics: how many of `size` values fall below
    the median is binomial with p = ½, whatever they are distributed like. The ranks are the
    closest ones that miss it with probability 1 − `confidence` at most (David and Nagaraja,
    Order Statistics, 7.1).
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


class Run(NamedTuple):
    """One request: how it ended and what was measured."""

    verdict: Verdict
    metrics: Metrics
    problem: str = ""
    """Why it failed; foreign, raw."""


class Series:
    """All requests to one model."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs: Final = runs
        self.verdicts: Final = Counter(run.verdict for run in runs)
        whole = [run.metrics for run in runs if run.verdict in _WHOLE]
        self.estimated: Final = any(each.rate_is_estimate for each in whole)
        """Whether rates are of chunks, as a server told no usage."""
        self._samples = {
            figure.field: Sample(
                value for each in whole if (value := getattr(each, figure.field)) is not None
            )
            for figure in FIGURES
        }

    def sample(self, figure: Figure) -> Sample:
        """The values of the streams that ran to their end."""
        return self._samples[figure.field]

    @property
    def failures(self) -> Mapping[Verdict, int]:
        """How many ended in each way but the good one."""
        return {each: n for each, n in self.verdicts.items() if each is not Verdict.COMPLETED}

    def as_json(self) -> dict[str, Any]:
        """All of it for programs; durations in milliseconds, rates in tokens a second."""
        return {
            "requests": len(self.runs),
            "verdicts": {verdict.value: n for verdict, n in self.verdicts.items()},
            "rate_is_estimate": self.estimated,
            "figures": {figure.field: _told(self.sample(figure), figure) for figure in FIGURES},
            "runs": [
                {"verdict": run.verdict.value, "problem": run.problem}
                | {figure.field: getattr(run.metrics, figure.field) for figure in FIGURES}
                for run in self.runs
            ],
        }


_WHOLE: Final = frozenset({Verdict.COMPLETED, Verdict.INCOMPLETE})
"""How a stream ends that ran as long as the server meant it to."""


def _told(sample: Sample, figure: Figure) -> dict[str, Any]:
    interval = sample.median_interval
    return {
        "n": len(sample),
        "p50": sample.percentile(50),
        "p50_interval_95": list(interval) if interval else None,
        **{f"p{percent}": sample.percentile(percent) for percent in figure.tails},
    }


def table(series: Mapping[str, Series]) -> list[list[str]]:
    """Rows of cells: names of figures, then a column a model."""
    every = list(series.values())
    rows = [["", "", *series]]
    rows.append(["requests", "", *(f"{len(each.runs):,}" for each in every)])
    for verdict in Verdict:
        if any(each.verdicts[verdict] for each in every):
            counts = (f"{each.verdicts[verdict]:,}" for each in every)
            rows.append(["", verdict.value, *counts])
    for figure in FIGURES:
        samples = [each.sample(figure) for each in every]
        mark = "~" if figure.field == "rate" and any(each.estimated for each in every) else ""
        rows.append(
            [f"{mark}{figure.name} {figure.unit}", "p50", *(_shown(s, 50) for s in samples)]
        )
        rows.append(["", "95 % interval", *map(_interval, samples)])
        rows += [
            ["", f"p{percent}", *(_shown(sample, percent) for sample in samples)]
            for percent in figure.tails
        ]
    return rows


def _shown(sample: Sample, percent: int) -> str:
    value = sample.percentile(percent)
    return "n/a" if value is None else f"{value:,.1f}"


def _interval(sample: Sample) -> str:
    found = sample.median_interval
    return "n/a" if found is None else f"{found[0]:,.1f} to {found[1]:,.1f}"
