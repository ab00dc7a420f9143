"""Each metric of a stream with its formula, and the events between which it was measured."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.metrics.definitions import DEFINITIONS
from ppchat.core.metrics.metrics import NS_PER_MS, Metrics, metrics
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.text.display import format_measure, pluralize


class Explanation(NamedTuple):
    """One metric, and where its value comes from."""

    name: str
    value: str
    """`n/a` where the events do not allow measuring it."""
    formula: str
    basis: str
    """The first and last event it is based on, in words; empty where there is no value."""


def explanations(summary: RecordingSummary) -> list[Explanation]:
    """The metrics of the events so far, durations in chronological order; then the server's own."""
    values = metrics(summary)
    bases = _bases(summary, values)
    result = []
    for field, metric in DEFINITIONS.items():
        number = getattr(values, field)
        value = format_measure(number, metric.unit)
        if field == "rate" and number is not None and values.rate_is_estimate:
            value = f"~{value}"
        basis = "" if number is None else bases[field.partition("_")[0]]
        result.append(Explanation(metric.name, value, metric.full_formula, basis))
    for duration in summary.dialect.server_durations(summary.response):
        value = format_measure(duration.ns / NS_PER_MS, "ms")
        formula = f"the server's own `{duration.field}`"
        basis = f"{duration.meaning}, as the server says"
        result.append(Explanation(f"srv {duration.name}", value, formula, basis))
    return result


def _bases(summary: RecordingSummary, values: Metrics) -> dict[str, str]:
    """By the first word of the field, as all statistics of the gaps share theirs."""
    gaps = pluralize(max(0, values.chunks - 1), "gap")
    tokens = _span(values.itl_first_event, summary.last_delta)
    estimate = f"from {pluralize(values.chunks, 'chunk')}, as `usage` has not arrived"
    return {
        "setup": "t0 → response headers",
        "ttft": f"t0 → {_event(summary, values.ttft_event)}",
        "ttfo": f"t0 → {_event(summary, values.ttfo_event)}",
        "icl": f"{gaps}, {_span(summary.first_delta, summary.last_delta)}",
        "itl": f"N = {values.tokens or 0:,}, {tokens}",
        "e2e": f"t0 → {_event(summary, values.e2e_event) if summary.timed else 'end of the body'}",
        "rate": estimate if values.rate_is_estimate else tokens,
    }


def _event(summary: RecordingSummary, n: int | None) -> str:
    return "" if n is None else f"event {n:,} ({summary.type(n)})"


def _span(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return f"event {first:,} → event {last:,}"
