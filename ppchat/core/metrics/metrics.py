"""The timings of a stream. Each tells from which event to which it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ppchat.core.dialects.responses.event_types import TERMINAL
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Usage

MS: Final = 1_000_000
"""Nanoseconds in a millisecond."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Durations in milliseconds; None where the events do not tell (yet)."""

    events: int
    setup_ms: float | None
    """Response headers − t0."""
    ttft_ms: float | None
    """Time to first token: first non-empty delta of any generative kind − t0."""
    ttft_event: int | None
    ttfo_ms: float | None
    """Time to first output: first non-empty delta of the answer's text − t0."""
    ttfo_event: int | None
    icl_p50_ms: float | None
    """Inter-chunk latency: the gaps between non-empty deltas, nearest-rank percentiles."""
    icl_p95_ms: float | None
    icl_p99_ms: float | None
    icl_max_ms: float | None
    chunks: int
    """Non-empty deltas of any generative kind."""
    itl_ms: float | None
    """Inter-token latency: (t_last − t_first) ÷ (N − 1), see `tokens`."""
    itl_from: int | None
    """The event of t_first; t_last is that of the last non-empty delta."""
    tokens: int | None
    """N: output tokens from `usage`, without reasoning tokens that were not streamed."""
    e2e_ms: float | None
    """Terminal event − t0."""
    e2e_event: int | None
    rate: float | None
    """Decode rate, tokens a second: 1 ÷ ITL; of chunks while `usage` has not come."""
    rate_is_estimate: bool
    usage: Usage | None


def metrics(recording: Recording) -> Metrics:
    """The timings of what has come so far; O(1) but for a search for the terminal event."""
    timed = recording.timed and recording.t0_ns != 0
    first, text, last = recording.first_delta, recording.first_text, recording.last_delta
    turn = recording.turn
    usage = turn.usage
    end = _terminal_event(recording) if turn.ended else None

    def since_start_ms(n: int | None) -> float | None:
        return recording.since_start_ns(n) / MS if timed and n is not None else None

    def gap_ms(percent: float) -> float | None:
        gap = recording.gaps.percentile(percent) if recording.timed else None
        return None if gap is None else gap / MS

    begin, tokens = first, usage.output if usage else None
    if usage and usage.reasoning and tokens is not None and not _reasoning_streamed(recording):
        begin, tokens = text, max(0, tokens - usage.reasoning)
    itl = _interval_ms(recording, begin, last, tokens)
    chunk = _interval_ms(recording, first, last, len(recording.gaps) + 1)
    estimate = tokens is None
    step_ms = chunk if estimate else itl
    return Metrics(
        events=len(recording),
        setup_ms=(recording.opened.at_ns - recording.t0_ns) / MS
        if timed and recording.opened
        else None,
        ttft_ms=since_start_ms(first),
        ttft_event=first,
        ttfo_ms=since_start_ms(text),
        ttfo_event=text,
        icl_p50_ms=gap_ms(50),
        icl_p95_ms=gap_ms(95),
        icl_p99_ms=gap_ms(99),
        icl_max_ms=gap_ms(100),
        chunks=len(recording.gaps) + (first is not None),
        itl_ms=itl,
        itl_from=begin,
        tokens=tokens,
        e2e_ms=since_start_ms(end),
        e2e_event=end,
        rate=1000 / step_ms if step_ms else None,
        rate_is_estimate=estimate,
        usage=usage,
    )


def _interval_ms(
    recording: Recording, first: int | None, last: int | None, count: int | None
) -> float | None:
    """The mean time between `count` tokens from one event to another; None for fewer than two."""
    if first is None or last is None or count is None or count < 2 or not recording.timed:
        return None
    return (recording.at_ns(last) - recording.at_ns(first)) / MS / (count - 1)


def _terminal_event(recording: Recording) -> int | None:
    for n in range(len(recording) - 1, -1, -1):
        if recording.type(n) in TERMINAL:
            return n
    return None


def _reasoning_streamed(recording: Recording) -> bool:
    """Whether a part of the model's own reasoning came as text; a summary is not its tokens."""
    return any(
        part.kind == "reasoning" and len(part.text) > 0
        for item in recording.turn.items
        for part in item.parts
    )
