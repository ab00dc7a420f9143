"""Print the timings of a stream, and between which events each was measured.

examples:
  ppchat stats hello.jsonl
  ppchat stats --json 3f2a

Streams of which one answers the calls of another are rounds of one exchange; after them stand the
figures of all its rounds: the time of the model and, between the rounds, that of the commands that
ran, where known, and that waited for answers otherwise.

--json: `streams` has one object per stream, `exchanges` one per exchange of several rounds, with
the numbers of its `streams`.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.inputs import add_input, load_inputs
from ppchat.cli.prices import cost_json, load_prices
from ppchat.core.chat.rounds import rounds_of
from ppchat.core.checks.run import refusal_finding
from ppchat.core.metrics.cost import Cost, format_amount
from ppchat.core.metrics.exchange import exchange_metrics
from ppchat.core.metrics.explain import explanations
from ppchat.core.metrics.metrics import NS_PER_MS, Metrics, metrics
from ppchat.core.metrics.usage_lines import token_words
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.figures import exchange_figures
from ppchat.core.view.outcomes import outcome_word


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat stats`."""
    add_input(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the metrics of each stream; returns 1 if one is something else than a stream."""
    streams: list[dict[str, Any]] = []
    summaries: list[RecordingSummary] = []
    refused = False
    prices = load_prices(args)
    with load_inputs(args) as inputs:
        for number, (_, stream) in enumerate(inputs.turns, 1):
            summary = stream.summary()
            summaries.append(summary)
            values = metrics(summary)
            refusal = refusal_finding(summary)
            error = refusal.message if refusal else None
            refused = refused or error is not None
            cost = prices.cost(summary)
            streams.append({"number": number, "error": error, **_as_json(summary, values, cost)})
            if args.json:
                continue
            if number > 1:
                print()
            if error is not None:
                print(sanitize_line(f"{args.file}: {error}"))
                continue
            for name, value, meaning in _rows(summary, values, stream.untimed, cost):
                print(f"{name:<12} {sanitize_line(value):>14}  {meaning}".rstrip())
    exchanges = [rounds for rounds in rounds_of(summaries) if len(rounds) > 1]
    if args.json:
        listed = [_exchange_json(rounds, summaries) for rounds in exchanges]
        data = {"file": args.file, "streams": streams, "exchanges": listed}
        print(json.dumps(data, indent=2))
    else:
        for rounds in exchanges:
            print(f"\n{' · '.join(exchange_figures(exchange_metrics(rounds)))}")
    return FAILED if refused else DONE


def _as_json(summary: RecordingSummary, values: Metrics, cost: Cost | None) -> dict[str, Any]:
    return {
        "model": summary.response.model or summary.request.model,
        "started_at": summary.started_at,
        "verdict": summary.outcome.value if summary.outcome else None,
        "timed": summary.timed,
        **values.as_json(),
        "cost": cost_json(cost),
        "server_ms": {
            duration.field: duration.ns / NS_PER_MS
            for duration in summary.dialect.server_durations(summary.response)
        },
    }


def _exchange_json(
    rounds: tuple[RecordingSummary, ...], summaries: list[RecordingSummary]
) -> dict[str, Any]:
    values = exchange_metrics(rounds)
    durations = {
        "total": values.total_ns,
        "model": values.model_ns,
        "tools": values.tools_ns,
        "waited": values.waited_ns,
    }
    return {
        "streams": [summaries.index(summary) + 1 for summary in rounds],
        **{
            f"{name}_ms": None if duration is None else duration / NS_PER_MS
            for name, duration in durations.items()
        },
        "ttft_ms": values.ttft_ms,
        "input_tokens": values.usage.input,
        "cached_tokens": values.usage.cached,
        "output_tokens": values.usage.output,
    }


def _rows(
    summary: RecordingSummary, values: Metrics, untimed: str, cost: Cost | None
) -> Iterator[tuple[str, str, str]]:
    response = summary.response
    yield "model", response.model or summary.request.model or "unknown", ""
    yield "outcome", outcome_word(summary.outcome), ""
    yield "events", f"{values.events:,}", f"{values.chunks:,} of them non-empty deltas"
    usage = values.usage
    if usage and usage.output is not None:
        yield "tokens", f"{(usage.input or 0) + usage.output:,}", token_words(usage)
    if cost is not None:
        yield "cost", format_amount(cost), cost.source
    if not summary.timed:
        reason = f": {untimed}" if untimed else ""
        yield "times", "n/a", f"this recording has no timestamps{reason}"
    if not summary.t0_ns and values.setup_ms is None:
        yield "t0", "n/a", "unknown when the request was sent; `ppchat record` knows it"
    for name, value, formula, basis in explanations(summary):
        if not summary.timed and not basis:
            continue
        yield name, value, basis or formula
