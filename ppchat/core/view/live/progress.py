"""A recording and the clock → what the stream is doing right now."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.text.display import format_elapsed, format_milliseconds, format_rate
from ppchat.core.view.figures import total_time
from ppchat.core.view.live.status import READY, WAY_OUT, Status, starting_status
from ppchat.core.view.outcomes import OUTCOME_MARKS, STREAMING
from ppchat.core.view.tone import TONE_SIGNS, Tone

SILENCE_NS: Final = 15_000_000_000
"""Nanoseconds without a byte, or without an event, before the user is warned."""
_WAYS_OUT: Final = ("", "· esc stops · tab, r, enter retries")


def status(summary: RecordingSummary | None, now_ns: int) -> Status:
    """What the stream of `summary` is doing at `now_ns` of the monotonic clock."""
    if summary is None:
        return READY
    figures = _figures(metrics(summary))
    if summary.outcome is not None:
        return Status(*OUTCOME_MARKS[summary.outcome], total_time(summary), figures)
    elapsed = format_elapsed(now_ns - summary.t0_ns) if summary.t0_ns else ""
    if word := silence(summary, now_ns):
        figures = (_WAYS_OUT, *figures)
        return Status(TONE_SIGNS[Tone.WARNING], word, Tone.WARNING, elapsed, figures)
    if summary.opened is None and not len(summary):
        return Status("◌", "connecting", Tone.QUIET, elapsed)
    if summary.first_delta is None:
        return Status("◌", "waiting", Tone.QUIET, elapsed, figures)
    return Status(*STREAMING, elapsed, figures)


def header_status(summary: RecordingSummary | None, now_ns: int, asked_ns: int = 0) -> Status:
    """As `status`, with what matters while it goes on: how fast, and how to stop it.

    `asked_ns` is when the user asked, for the time before the request is sent; 0 if unknown.
    """
    if asked_ns and (summary is None or (summary.ended is None and not summary.t0_ns)):
        return starting_status(now_ns - asked_ns)
    current = status(summary, now_ns)
    if summary is None or summary.outcome is not None:
        return current._replace(figures=())
    if _WAYS_OUT in current.figures:
        return current
    rates = [figure for figure in current.figures if figure[1].endswith("/s")]
    return current._replace(figures=(*rates, WAY_OUT))


def silence(summary: RecordingSummary, now_ns: int) -> str:
    """What has not come for too long; empty while the stream is neither silent nor ended."""
    if summary.ended is not None or not summary.t0_ns:
        return ""
    last = len(summary) - 1
    silent_ns = now_ns - (summary.at_ns(last) if last >= 0 else _began_ns(summary))
    if silent_ns >= SILENCE_NS:
        return f"no bytes for {silent_ns // 10**9} s"
    idle_ns = now_ns - _last_event_ns(summary)
    if idle_ns >= SILENCE_NS:
        return f"keepalives only, no event for {idle_ns // 10**9} s"
    return ""


def retry_status(left_ns: int) -> Status:
    """The status while a request waits for its automatic retry."""
    seconds_left = max(1, -(-left_ns // 10**9))
    return Status("◌", f"retrying in {seconds_left} s", Tone.WARNING, "· esc to stop")


def _last_event_ns(summary: RecordingSummary) -> int:
    for n in range(len(summary) - 1, -1, -1):
        if summary.dialect.family(summary.type(n)) is not Family.KEEPALIVE:
            return summary.at_ns(n)
    return _began_ns(summary)


def _began_ns(summary: RecordingSummary) -> int:
    """When the response began; the request, as long as no head of a response is complete."""
    return summary.opened.at_ns if summary.opened else summary.t0_ns


def _figures(values: Metrics) -> tuple[tuple[str, str], ...]:
    figures = [("TTFT", format_milliseconds(values.ttft_ms))]
    if values.ttfo_event != values.ttft_event:
        figures.append(("TTFO", format_milliseconds(values.ttfo_ms)))
    if values.rate is not None:
        unit = "chunks/s" if values.rate_is_estimate else "tok/s"
        figures.append(("", f"{format_rate(values.rate, values.rate_is_estimate)} {unit}"))
    if values.usage and values.usage.output:
        figures.append(("", f"{values.usage.input or 0}→{values.usage.output} tok"))
    return tuple((name, value) for name, value in figures if value)
