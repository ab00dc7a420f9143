"""The figures of an answer, in the line under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ppchat.core.metrics.cost import Cost, TotalCost, format_amount, format_total
from ppchat.core.metrics.exchange import ExchangeMetrics, exchange_metrics
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Usage
from ppchat.core.text.display import (
    format_elapsed,
    format_milliseconds,
    format_rate,
    pluralize,
)
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import TONE_SIGNS, Tone

_MIN_WAIT_NS: Final = 50_000_000
"""A wait beside commands that is shown; shorter ones are those of this program."""


def figures_cell(key: str, summary: RecordingSummary, cost: Cost | None = None) -> Cell | None:
    """The figures of the answer whose cells' keys begin with `key`; None while it streams."""
    outcome = summary.outcome
    if outcome is None:
        return None
    sign, word, tone = OUTCOME_MARKS[outcome]
    faults = len(summary.faults)
    if faults and tone is Tone.GOOD:
        sign, tone = TONE_SIGNS[Tone.WARNING], Tone.WARNING
    first = total_time(summary) if outcome is Outcome.COMPLETED else word
    parts = [
        f"{sign} {first or word}",
        f"{pluralize(faults, 'damaged event')}" if faults else "",
        total_time(summary) if first is word else "",
        *_figures(metrics(summary), cost),
    ]
    text = " · ".join(part for part in parts if part)
    return Cell(f"{key}/figures", CellKind.FIGURES, Rope(text), tone=tone)


def total_time(summary: RecordingSummary) -> str:
    """From the request until the last event; empty where that is unknown."""
    if not summary.timed or not summary.t0_ns or summary.ended is None:
        return ""
    last = len(summary) - 1
    end_ns = summary.at_ns(last) if last >= 0 else summary.ended.at_ns
    return format_elapsed(max(end_ns, 0) - summary.t0_ns)


def _figures(values: Metrics, cost: Cost | None) -> list[str]:
    """The figures, the least important last: what a narrow line has no room for."""
    unit = "chunks/s" if values.rate_is_estimate else "tok/s"
    rate = format_rate(values.rate, values.rate_is_estimate)
    ttft, ttfo = format_milliseconds(values.ttft_ms), ""
    if values.ttfo_event != values.ttft_event:
        ttfo = format_milliseconds(values.ttfo_ms)
    speed, tokens = f"{rate} {unit}" if rate else "", token_counts(values.usage)
    price = f"{format_amount(cost)} ({cost.date or cost.origin})" if cost else ""
    return [
        f"TTFT {ttft}" if ttft else "",
        f"TTFO {ttfo}" if ttfo else "",
        *((tokens, price, speed) if price else (speed, tokens)),
    ]


def token_counts(usage: Usage | None) -> str:
    """Input and output tokens as the server counted them; empty where it counted none."""
    if usage is None or not usage.output:
        return ""
    reasoning = f" ({usage.reasoning:,} reasoning)" if usage.reasoning else ""
    output = f"{usage.output:,}{reasoning} tokens"
    if not usage.input:
        return output
    cached = f" ({usage.cached:,} cached)" if usage.cached else ""
    return f"{usage.input:,}{cached}→{output}"


def exchange_cell(
    key: str, summaries: Sequence[RecordingSummary], cost: TotalCost | None = None
) -> Cell | None:
    """The figures of all rounds of an exchange, below those of the last; None while it streams."""
    outcome = summaries[-1].outcome
    if outcome is None:
        return None
    values = exchange_metrics(summaries)
    parts = [
        pluralize(values.rounds, "round"),
        _elapsed("", values.total_ns),
        *pause_figures(values.tools_ns, values.waited_ns, format_elapsed),
        token_counts(values.usage),
        format_total(cost) if cost else "",
    ]
    text = " · ".join(part for part in parts if part)
    sign, _, tone = OUTCOME_MARKS[outcome]
    return Cell(f"{key}/exchange", CellKind.FIGURES, Rope(f"{sign} {text}"), tone=tone)


def exchange_figures(values: ExchangeMetrics) -> list[str]:
    """The figures of all rounds of an exchange together, the most important ones first."""
    times = [format_milliseconds(time) for time in values.ttft_ms]
    ttft = ", ".join(time or "n/a" for time in times) if any(times) else ""
    figures = [
        pluralize(values.rounds, "round"),
        _elapsed("", values.total_ns),
        _elapsed("model ", values.model_ns),
        *pause_figures(values.tools_ns, values.waited_ns, format_elapsed),
        token_counts(values.usage),
        f"TTFT {ttft}" if ttft else "",
    ]
    return [figure for figure in figures if figure]


def pause_figures(
    tools_ns: int | None, waited_ns: int | None, format_time: Callable[[int], str]
) -> list[str]:
    """What the time between rounds was spent with: commands as far as known, and the rest."""
    is_shown = waited_ns is not None and (tools_ns is None or waited_ns >= _MIN_WAIT_NS)
    return [
        *([f"tools {format_time(tools_ns)}"] if tools_ns else []),
        *([f"waited {format_time(waited_ns)}"] if waited_ns is not None and is_shown else []),
    ]


def _elapsed(name: str, duration_ns: int | None) -> str:
    return "" if duration_ns is None else f"{name}{format_elapsed(duration_ns)}"
