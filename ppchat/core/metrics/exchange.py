"""The metrics of an exchange: a question with all its rounds, and the time between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from ppchat.core.metrics.metrics import metrics
from ppchat.core.metrics.usage import total_usage
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.response import Usage

_CLOCK_SLACK_NS: Final = 2_000_000_000
"""How far the clocks may differ: beyond it, two monotonic times are of different boots."""


class RoundSpan(NamedTuple):
    """Where a round lies on the axis of its exchange, which begins with the first request."""

    start_ns: int
    length_ns: int
    """From its request until its last event so far."""
    pause_ns: int | None
    """From the end of the round before it until its request; None if unknown, as for the first."""
    tools_ns: int | None = None
    """How much of the pause commands ran; None if unknown."""

    @property
    def stop_ns(self) -> int:
        """Where its last event lies."""
        return self.start_ns + self.length_ns

    @property
    def waited_ns(self) -> int | None:
        """The pause without what is known of commands: until somebody answered, as far as known."""
        return None if self.pause_ns is None else self.pause_ns - (self.tools_ns or 0)


class ExchangeMetrics(NamedTuple):
    """The metrics of all rounds together; None where the events do not allow measuring them."""

    rounds: int
    total_ns: int | None
    """From the first request until the last event of the last round."""
    model_ns: int | None
    """The rounds without the time between them."""
    tools_ns: int | None
    """Between the rounds, while commands ran; None if that is not known of all of them."""
    waited_ns: int | None
    """The rest of the time between the rounds."""
    ttft_ms: tuple[float | None, ...]
    """The TTFT of each round, from its own request."""
    usage: Usage
    """The sums of what the server counted; None for what it counted of no round."""


def exchange_metrics(summaries: Sequence[RecordingSummary]) -> ExchangeMetrics:
    """The metrics of the rounds so far."""
    spans = round_spans(summaries)
    is_timed = all(summary.timed and summary.t0_ns for summary in summaries)
    waits = [wait for span in spans[1:] if (wait := span.waited_ns) is not None]
    runs = [span.tools_ns for span in spans[1:] if span.tools_ns is not None]
    is_complete = is_timed and len(waits) == len(spans) - 1
    are_known = is_complete and len(runs) == len(waits)
    return ExchangeMetrics(
        rounds=len(summaries),
        total_ns=spans[-1].stop_ns if is_complete else None,
        model_ns=sum(span.length_ns for span in spans) if is_timed else None,
        tools_ns=sum(runs) if are_known else None,
        waited_ns=sum(waits) + (0 if are_known else sum(runs)) if is_complete else None,
        ttft_ms=tuple(metrics(summary).ttft_ms for summary in summaries),
        usage=total_usage(usage for each in summaries if (usage := each.response.usage)),
    )


def round_spans(summaries: Sequence[RecordingSummary]) -> list[RoundSpan]:
    """Where each round lies; one whose pause is unknown begins where the one before it ends."""
    spans: list[RoundSpan] = []
    for before, summary in pairwise((None, *summaries)):
        if summary is None:
            continue
        length_ns = _length_ns(summary)
        if before is None or not spans:
            spans.append(RoundSpan(0, length_ns, None))
            continue
        last = spans[-1]
        start_ns = _start_difference_ns(before, summary, last.length_ns)
        pause_ns = None if start_ns is None else max(0, start_ns - last.length_ns)
        commands_ns, tools_ns = summary.request.commands_ns, None
        if pause_ns is not None and commands_ns is not None:
            tools_ns = min(commands_ns, pause_ns)  # commands may run side by side
        spans.append(RoundSpan(last.stop_ns + (pause_ns or 0), length_ns, pause_ns, tools_ns))
    return spans


def _length_ns(summary: RecordingSummary) -> int:
    if not summary.timed:
        return 0
    last = len(summary) - 1
    first_ns = summary.t0_ns or (summary.at_ns(0) if last >= 0 else 0)
    end_ns = summary.ended.at_ns if summary.ended else 0
    return max(0, (summary.at_ns(last) if last >= 0 else end_ns) - first_ns)


def _start_difference_ns(
    before: RecordingSummary, after: RecordingSummary, length_ns: int
) -> int | None:
    """From the request of one round to that of the next; None if unknown.

    The monotonic clock is exact, and that of another boot is another clock: the wall clock shows
    whether it is the same one.
    """
    if not (before.timed and after.timed and before.t0_ns and after.t0_ns):
        return None
    exact_ns = after.t0_ns - before.t0_ns
    try:
        wall = datetime.fromisoformat(after.started_at) - datetime.fromisoformat(before.started_at)
        wall_ns = round(wall.total_seconds() * 1e9)
    except (TypeError, ValueError, OverflowError):
        return exact_ns if exact_ns >= length_ns else None
    if abs(exact_ns - wall_ns) <= _CLOCK_SLACK_NS:
        return exact_ns
    return wall_ns if wall_ns >= 0 else None
