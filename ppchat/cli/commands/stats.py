"""The timings of a stream: what was measured, and from which event to which.

examples:
  ppchat stats hello.jsonl
  ppchat stats --json 3f2a
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ppchat.cli.inputs import add_material, material
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat stats`."""
    add_material(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the figures of each stream."""
    streams: list[dict[str, Any]] = []
    with material(args) as found:
        for number, (_, tape) in enumerate(found.turns, 1):
            recording = tape.without_bytes()
            figures = metrics(recording)
            streams.append({"number": number, **_as_json(recording, figures)})
            if args.json:
                continue
            if number > 1:
                print()
            for name, value, why in _rows(recording, figures):
                print(f"{name:<12} {safe_line(value):>14}  {why}".rstrip())
    if args.json:
        print(json.dumps({"file": args.file, "streams": streams}, indent=2))
    return 0


def _as_json(recording: Recording, figures: Metrics) -> dict[str, Any]:
    named = {name: getattr(figures, name) for name in Metrics.__dataclass_fields__}
    usage = figures.usage._asdict() if figures.usage else None
    return {
        "model": recording.turn.model or recording.request.model,
        "started_at": recording.started_at,
        "verdict": recording.verdict.value if recording.verdict else None,
        "timed": recording.timed,
        **named,
        "usage": usage,
    }


def _rows(recording: Recording, figures: Metrics) -> Iterator[tuple[str, str, str]]:
    turn = recording.turn
    yield "model", turn.model or recording.request.model or "unknown", ""
    yield "verdict", recording.verdict.value if recording.verdict else "open", ""
    yield "events", f"{figures.events:,}", f"{figures.chunks:,} of them non-empty deltas"
    usage = figures.usage
    if usage and usage.input is not None and usage.output is not None:
        reasoning = f", {usage.reasoning:,} of them reasoning" if usage.reasoning else ""
        yield "tokens", f"{usage.output:,}", f"out{reasoning}; {usage.input:,} in"
    if not recording.timed:
        yield "times", "n/a", "this recording has none"
        return
    yield "setup", _ms(figures.setup_ms), "from t0 to the head of the response"
    yield "TTFT", _ms(figures.ttft_ms), _until("the first non-empty delta", figures.ttft_event)
    yield "TTFO", _ms(figures.ttfo_ms), _until("the first text of the answer", figures.ttfo_event)
    for name in ("p50", "p95", "p99", "max"):
        why = "gaps between non-empty deltas" if name == "p50" else ""
        yield f"ICL {name}", _ms(getattr(figures, f"icl_{name}_ms")), why
    tokens = f"{figures.tokens:,} tokens" if figures.tokens is not None else "tokens"
    yield "ITL", _ms(figures.itl_ms), f"first to last delta, over {tokens} less one"
    rate = "n/a" if figures.rate is None else f"{figures.rate:,.1f} tok/s"
    of = "of chunks: no usage was told" if figures.rate_is_estimate else "1 ÷ ITL"
    yield "rate", f"~{rate}" if figures.rate_is_estimate and figures.rate else rate, of
    yield "E2E", _ms(figures.e2e_ms), _until("the last event of the protocol", figures.e2e_event)


def _ms(value: float | None) -> str:
    return "n/a" if value is None else f"{value:,.1f} ms"


def _until(what: str, event: int | None) -> str:
    return f"from t0 to {what}" + ("" if event is None else f" (event {event})")
