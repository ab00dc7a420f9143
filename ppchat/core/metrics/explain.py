"""Each metric of a stream with its formula, and the events between which it was measured."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording


class Explanation(NamedTuple):
    """One metric, and where its value comes from."""

    name: str
    value: str
    """`n/a` where the events do not allow measuring it."""
    formula: str
    basis: str
    """The first and last event it is based on, in words; empty where there is no value."""


def explanations(recording: Recording) -> list[Explanation]:
    """The metrics of the events so far, in chronological order."""
    values = metrics(recording)
    return [
        Explanation(
            "setup",
            _ms(values.setup_ms),
            "response headers received − t0",
            _if(values.setup_ms, "t0 → response headers"),
        ),
        Explanation(
            "TTFT",
            _ms(values.ttft_ms),
            "first non-empty delta of generated output − t0",
            _if(values.ttft_ms, f"t0 → {_event(recording, values.ttft_event)}"),
        ),
        Explanation(
            "TTFO",
            _ms(values.ttfo_ms),
            "first non-empty output_text.delta − t0",
            _if(values.ttfo_ms, f"t0 → {_event(recording, values.ttfo_event)}"),
        ),
        *_inter_chunk(recording, values),
        _inter_token(recording, values),
        Explanation(
            "E2E",
            _ms(values.e2e_ms),
            "terminal event − t0",
            _if(values.e2e_ms, f"t0 → {_event(recording, values.e2e_event)}"),
        ),
        _rate(recording, values),
    ]


def _inter_chunk(recording: Recording, values: Metrics) -> list[Explanation]:
    gaps = max(0, values.chunks - 1)
    span = _span(recording.first_delta, recording.last_delta)
    return [
        Explanation(
            f"ICL {name}",
            _ms(value),
            f"{statistic} of the gaps between non-empty deltas (nearest rank)",
            _if(value, f"{gaps:,} gaps, {span}"),
        )
        for name, statistic, value in (
            ("p50", "the median", values.icl_p50_ms),
            ("p95", "the 95th percentile", values.icl_p95_ms),
            ("p99", "the 99th percentile", values.icl_p99_ms),
            ("max", "the longest", values.icl_max_ms),
        )
    ]


def _inter_token(recording: Recording, values: Metrics) -> Explanation:
    span = _span(values.itl_first_event, recording.last_delta)
    return Explanation(
        "ITL",
        _ms(values.itl_ms),
        "(t_last − t_first) ÷ (N − 1), N = output tokens from `usage`, excluding reasoning "
        "tokens that were not streamed",
        _if(values.itl_ms, f"N = {values.tokens or 0:,}, {span}"),
    )


def _rate(recording: Recording, values: Metrics) -> Explanation:
    value = "n/a" if values.rate is None else f"{values.rate:,.1f} tok/s"
    if values.rate is not None and values.rate_is_estimate:
        value = f"~{value}"
    estimate = f"from {values.chunks:,} chunks, as `usage` has not arrived"
    span = _span(values.itl_first_event, recording.last_delta)
    return Explanation(
        "rate",
        value,
        "1 ÷ ITL",
        _if(values.rate, estimate if values.rate_is_estimate else span),
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
