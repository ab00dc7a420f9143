"""What a conversation used, by model."""

from __future__ import annotations

from decimal import Decimal

from ppchat.core.metrics.conversation_usage import conversation_usage
from ppchat.core.metrics.cost import Cost, format_total, no_cost
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import End, Problem
from tests.support.chunks import TWISTER as CHUNKS
from tests.support.chunks import chat_recording
from tests.support.recordings import TWISTER, build_recording

ANSWER = build_recording(TWISTER).summary
CHAT_ANSWER = chat_recording(*CHUNKS).summary
REFUSED = build_recording([], end=End.REFUSED, problem=Problem("x", "no")).summary


def test_a_conversation_with_one_model_has_one_row() -> None:
    (row,) = conversation_usage([ANSWER, ANSWER, REFUSED], no_cost)
    assert (row.answers, row.counted) == (2, 2)
    assert ANSWER.response.usage
    assert row.usage.output == 2 * (ANSWER.response.usage.output or 0)
    assert row.ttft_p50_ms == row.ttft_p95_ms is not None
    assert conversation_usage([REFUSED], no_cost) == ()


def test_several_models_have_a_row_each_and_one_for_all() -> None:
    def cost_of(summary: RecordingSummary) -> Cost | None:
        return Cost(Decimal("0.5"), "USD", "2026-11-01") if summary is ANSWER else None

    first, second, every = conversation_usage([CHAT_ANSWER, ANSWER], cost_of)
    assert (first.model, second.model) == (CHAT_ANSWER.response.model, ANSWER.response.model)
    assert (every.model, every.answers) == ("", 2)
    assert every.usage.output == (first.usage.output or 0) + (second.usage.output or 0)
    assert [format_total(row.cost) for row in (first, second, every)] == [
        "",
        "$0.50 (prices of 2026-11-01)",
        "$0.50 (prices of 2026-11-01), 1 of 2 answers",
    ]
