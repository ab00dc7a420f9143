"""What each metric means: its name, unit and formula."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class MetricDefinition(NamedTuple):
    """One metric of a stream; t0 is the time just before the request."""

    field: str
    """The attribute of `Metrics`."""
    name: str
    meaning: str
    """What its name stands for."""
    formula: str
    statistic: str = ""
    """For one of several numbers about the same values: which one."""
    unit: str = "ms"
    lower_is_better: bool = True

    @property
    def full_formula(self) -> str:
        """The formula with its statistic."""
        statistic = f"{self.statistic} of the " if self.statistic else ""
        return f"{statistic}{self.formula}"


def _gaps(field: str, name: str, statistic: str) -> MetricDefinition:
    formula = "gaps between non-empty deltas (nearest rank)"
    return MetricDefinition(field, f"ICL {name}", "inter-chunk latency", formula, statistic)


DEFINITIONS: Final[Mapping[str, MetricDefinition]] = MappingProxyType(
    {
        metric.field: metric
        for metric in (
            MetricDefinition(
                "setup_ms", "setup", "time to the response headers", "response headers − t0"
            ),
            MetricDefinition(
                *("ttft_ms", "TTFT", "time to first token"),
                "first non-empty delta of generated output − t0",
            ),
            MetricDefinition(
                *("ttfo_ms", "TTFO", "time to first output"),
                "first non-empty delta of the answer's text − t0",
            ),
            _gaps("icl_p50_ms", "p50", "the median"),
            _gaps("icl_p95_ms", "p95", "the 95th percentile"),
            _gaps("icl_p99_ms", "p99", "the 99th percentile"),
            _gaps("icl_max_ms", "max", "the longest"),
            MetricDefinition(
                *("itl_ms", "ITL", "inter-token latency"),
                "(t_last − t_first) ÷ (N − 1), N = output tokens from `usage`, excluding reasoning "
                "tokens that were not streamed",
            ),
            MetricDefinition("e2e_ms", "E2E", "end to end", "terminal event − t0"),
            MetricDefinition(
                *("rate", "rate", "decode rate"),
                "1 ÷ ITL; ~ means counted in chunks, without `usage`",
                unit="tok/s",
                lower_is_better=False,
            ),
        )
    }
)
"""All metrics that are measured, by field: durations in chronological order, then the rate."""
