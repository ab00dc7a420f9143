"""The metrics of a stream, each with the events between which it was measured."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.response import Usage

NS_PER_MS: Final = 1_000_000
"""Nanoseconds in a millisecond."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Durations in milliseconds; None where the events do not allow measuring them (yet).

    `definitions` says what each of them is.
    """

    events: int
    setup_ms: float | None
    ttft_ms: float | None
    ttft_event: int | None
    ttfo_ms: float | None
    ttfo_event: int | None
    icl_p50_ms: float | None
    icl_p95_ms: float | None
    icl_p99_ms: float | None
    icl_max_ms: float | None
    chunks: int
    """Non-empty deltas of generated output."""
    itl_ms: float | None
    itl_first_event: int | None
    """The event of t_first; t_last is that of the last non-empty delta."""
    tokens: int | None
    """N: output tokens from `usage`, excluding reasoning tokens that were not streamed."""
    e2e_ms: float | None
    e2e_event: int | None
    rate: float | None
    """In tokens per second; in chunks until `usage` arrives."""
    rate_is_estimate: bool
    usage: Usage | None

    def as_json(self) -> dict[str, Any]:
        """All fields by name, for programs."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {**fields, "usage": self.usage._asdict() if self.usage else None}


def metrics(summary: RecordingSummary) -> Metrics:
    """The metrics of the events so far; O(1) except for the search for the terminal event."""
    timed = summary.timed and summary.t0_ns != 0
    first, text, last = summary.first_delta, summary.first_text, summary.last_delta
    response = summary.response
    usage = response.usage
    end = _terminal_event(summary) if response.ended else None

    def since_start_ms(n: int | None) -> float | None:
        return summary.since_start_ns(n) / NS_PER_MS if timed and n is not None else None

    def gap_ms(percent: float) -> float | None:
        gap = summary.gaps.percentile(percent) if summary.timed else None
        return None if gap is None else gap / NS_PER_MS

    itl_first, tokens = first, usage.output if usage else None
    if usage and usage.reasoning and tokens is not None and not _reasoning_streamed(summary):
        itl_first, tokens = text, max(0, tokens - usage.reasoning)
    itl_ms = _interval_ms(summary, itl_first, last, tokens)
    chunk_ms = _interval_ms(summary, first, last, len(summary.gaps) + 1)
    estimate = tokens is None
    step_ms = chunk_ms if estimate else itl_ms
    return Metrics(
        events=len(summary),
        setup_ms=_setup_ms(summary),
        ttft_ms=since_start_ms(first),
        ttft_event=first,
        ttfo_ms=since_start_ms(text),
        ttfo_event=text,
        icl_p50_ms=gap_ms(50),
        icl_p95_ms=gap_ms(95),
        icl_p99_ms=gap_ms(99),
        icl_max_ms=gap_ms(100),
        chunks=len(summary.gaps) + (first is not None),
        itl_ms=itl_ms,
        itl_first_event=itl_first,
        tokens=tokens,
        e2e_ms=since_start_ms(end) if summary.timed else _body_end_ms(summary),
        e2e_event=end,
        rate=1000 / step_ms if step_ms else None,
        rate_is_estimate=estimate,
        usage=usage,
    )


def _setup_ms(summary: RecordingSummary) -> float | None:
    """Until the response headers; an archive without times of the events may know that one."""
    if summary.opened is None or (summary.timed and not summary.t0_ns):
        return None
    setup_ns = summary.opened.at_ns - summary.t0_ns
    return setup_ns / NS_PER_MS if summary.timed or setup_ns > 0 else None


def _body_end_ms(summary: RecordingSummary) -> float | None:
    """Until the end of the body of a stream whose events have no times; None if unknown."""
    end_ns = summary.ended.at_ns - summary.t0_ns if summary.ended else 0
    return end_ns / NS_PER_MS if end_ns > 0 else None


def _interval_ms(
    summary: RecordingSummary, first: int | None, last: int | None, count: int | None
) -> float | None:
    """The mean time between `count` tokens from one event to another; None for fewer than two."""
    if first is None or last is None or count is None or count < 2 or not summary.timed:
        return None
    return (summary.at_ns(last) - summary.at_ns(first)) / NS_PER_MS / (count - 1)


def _terminal_event(summary: RecordingSummary) -> int | None:
    if not summary.response.ended:
        return None
    terminal_types = summary.dialect.terminal_types
    for n in range(len(summary) - 1, -1, -1):
        if summary.type(n) in terminal_types:
            return n
    return None


def _reasoning_streamed(summary: RecordingSummary) -> bool:
    """Whether any of the model's reasoning was streamed as text; a summary does not count."""
    return any(
        part.kind == "reasoning" and len(part.text) > 0
        for item in summary.response.items
        for part in item.parts
    )
