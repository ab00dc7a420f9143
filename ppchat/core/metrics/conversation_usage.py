"""What a conversation used and cost, by model: all its answers, also those of other branches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ppchat.core.metrics.cost import CostOf, TotalCost, total_cost
from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.statistics import Sample
from ppchat.core.metrics.usage import total_usage
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Usage


class ModelUsage(NamedTuple):
    """What the answers of one model used together, or those of all."""

    model: str
    """Foreign, raw; empty for all models."""
    answers: int
    counted: int
    """How many of them have the tokens that the server counted."""
    usage: Usage
    """The sums of the counts that the server sent; None for what it sent of no answer."""
    cost: TotalCost
    ttft_p50_ms: float | None
    ttft_p95_ms: float | None


def conversation_usage(
    summaries: Iterable[RecordingSummary], cost_of: CostOf
) -> tuple[ModelUsage, ...]:
    """The usage of each model, in the order of their first answers, then that of all, if several.

    Refused requests were not answered, so they do not count.
    """
    by_model: dict[str, list[RecordingSummary]] = {}
    for summary in summaries:
        if summary.outcome is not Outcome.REFUSED:
            model = summary.response.model or summary.request.model
            by_model.setdefault(model, []).append(summary)
    rows = [_usage_of(model, answers, cost_of) for model, answers in by_model.items()]
    if len(rows) > 1:
        every = [summary for answers in by_model.values() for summary in answers]
        rows.append(_usage_of("", every, cost_of))
    return tuple(rows)


def _usage_of(model: str, summaries: Sequence[RecordingSummary], cost_of: CostOf) -> ModelUsage:
    usages = [usage for summary in summaries if (usage := summary.response.usage)]
    first_tokens = [metrics(summary).ttft_ms for summary in summaries]
    sample = Sample(value for value in first_tokens if value is not None)
    return ModelUsage(
        model,
        len(summaries),
        len(usages),
        total_usage(usages),
        total_cost(map(cost_of, summaries)),
        sample.percentile(50),
        sample.percentile(95),
    )
