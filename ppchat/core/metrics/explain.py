"""Each figure of a stream with its formula, and from which event to which it was measured."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording


class Figure(NamedTuple):
    """One figure, and where it comes from."""

    name: str
    value: str
    """`n/a` where the events do not tell."""
    formula: str
    measured: str
    """From which event to which, in words; empty where there is no value."""


def figures(recording: Recording) -> list[Figure]:
    """The figures of what has come so far, in the order in which time passes."""
    known = metrics(recording)
    return [
        Figure(
            "setup",
            _ms(known.setup_ms),
            "response headers received − t0",
            _if(known.setup_ms, "from the request being made to the head of the response"),
        ),
        Figure(
            "TTFT",
            _ms(known.ttft_ms),
            "first non-empty delta of any generative kind − t0",
            _if(known.ttft_ms, f"t0 → {_event(recording, known.ttft_event)}"),
        ),
        Figure(
            "TTFO",
            _ms(known.ttfo_ms),
            "first non-empty output_text.delta − t0",
            _if(known.ttfo_ms, f"t0 → {_event(recording, known.ttfo_event)}"),
        ),
        *_chunks(recording, known),
        _itl(recording, known),
        Figure(
            "E2E",
            _ms(known.e2e_ms),
            "terminal event − t0",
            _if(known.e2e_ms, f"t0 → {_event(recording, known.e2e_event)}"),
        ),
        _rate(recording, known),
    ]


def _chunks(recording: Recording, known: Metrics) -> list[Figure]:
    gaps = max(0, known.chunks - 1)
    span = _span(recording.first_delta, recording.last_delta)
    return [
        Figure(
            f"ICL {name}",
            _ms(value),
            f"{how} of the gaps between non-empty deltas (nearest rank)",
            _if(value, f"{gaps:,} gaps, {span}"),
        )
        for name, how, value in (
            ("p50", "the median", known.icl_p50_ms),
            ("p95", "the 95th percentile", known.icl_p95_ms),
            ("p99", "the 99th percentile", known.icl_p99_ms),
            ("max", "the longest", known.icl_max_ms),
        )
    ]


def _itl(recording: Recording, known: Metrics) -> Figure:
    span = _span(known.itl_from, recording.last_delta)
    return Figure(
        "ITL",
        _ms(known.itl_ms),
        "(t_last − t_first) ÷ (N − 1), N = output tokens of `usage`, without reasoning tokens "
        "that were not streamed",
        _if(known.itl_ms, f"N = {known.tokens or 0:,}, {span}"),
    )


def _rate(recording: Recording, known: Metrics) -> Figure:
    value = "n/a" if known.rate is None else f"{known.rate:,.1f} tok/s"
    if known.rate is not None and known.rate_is_estimate:
        value = f"~{value}"
    counted = f"from {known.chunks:,} chunks, as `usage` has not come"
    span = _span(known.itl_from, recording.last_delta)
    return Figure(
        "rate",
        value,
        "1 ÷ ITL",
        _if(known.rate, counted if known.rate_is_estimate else span),
    )


def _ms(value: float | None) -> str:
    if value is None:
        return "n/a"
    return f"{value:,.1f} ms" if value < 1000 else f"{value / 1000:,.3f} s"


def _if(value: float | None, text: str) -> str:
    return "" if value is None else text


def _event(recording: Recording, n: int | None) -> str:
    return "" if n is None else f"event {n:,} ({recording.type(n)})"


def _span(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return f"event {first:,} → event {last:,}"
