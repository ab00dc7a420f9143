"""A recording and the clock → what the stream is doing right now."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.responses.event_types import Family, family
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.view.status import READY, Status, milliseconds, seconds
from ppchat.core.view.tone import Tone

SILENCE_NS: Final = 15_000_000_000
"""Nanoseconds without a byte, or without an event, after which a person is told."""


_ENDED: Final = {
    Verdict.COMPLETED: ("✓", Tone.GOOD),
    Verdict.INCOMPLETE: ("▲", Tone.WARNING),
    Verdict.FAILED: ("✗", Tone.BAD),
    Verdict.CANCELLED: ("■", Tone.WARNING),
    Verdict.STOPPED: ("■", Tone.QUIET),
    Verdict.CUT_OFF: ("✗", Tone.BAD),
    Verdict.REFUSED: ("✗", Tone.BAD),
}


def status(recording: Recording | None, now_ns: int) -> Status:
    """What `recording` is doing at `now_ns` of the monotonic clock."""
    if recording is None:
        return READY
    figures = _figures(metrics(recording))
    verdict = recording.verdict
    if verdict is not None:
        sign, tone = _ENDED[verdict]
        return Status(sign, verdict.value, tone, _total(recording), figures)
    elapsed = seconds(now_ns - recording.t0_ns) if recording.t0_ns else ""
    if recording.opened is None:
        return Status("◌", "connecting", Tone.QUIET, elapsed)
    last = len(recording) - 1
    silent_ns = now_ns - (recording.at_ns(last) if last >= 0 else recording.opened.at_ns)
    if silent_ns >= SILENCE_NS:
        return Status("▲", f"no bytes for {silent_ns // 10**9} s", Tone.WARNING, elapsed, figures)
    idle_ns = now_ns - _last_event_ns(recording)
    if idle_ns >= SILENCE_NS:
        word = f"keepalives only, no event for {idle_ns // 10**9} s"
        return Status("▲", word, Tone.WARNING, elapsed, figures)
    if recording.first_delta is None:
        return Status("◌", "waiting", Tone.QUIET, elapsed, figures)
    return Status("●", "streaming", Tone.GOOD, elapsed, figures)


def pause(left_ns: int) -> Status:
    """What is told while a request waits to be made again by itself."""
    return Status("◌", f"next try in {max(1, -(-left_ns // 10**9))} s", Tone.WARNING, "· esc stops")


def _last_event_ns(recording: Recording) -> int:
    for n in range(len(recording) - 1, -1, -1):
        if family(recording.type(n)) is not Family.KEEPALIVE:
            return recording.at_ns(n)
    return recording.opened.at_ns if recording.opened else recording.t0_ns


def _total(recording: Recording) -> str:
    if not recording.timed or not recording.t0_ns or recording.ended is None:
        return ""
    last = len(recording) - 1
    end_ns = recording.at_ns(last) if last >= 0 else recording.ended.at_ns
    return seconds(max(end_ns, 0) - recording.t0_ns)


def _figures(found: Metrics) -> tuple[tuple[str, str], ...]:
    figures = [("TTFT", milliseconds(found.ttft_ms))]
    if found.ttfo_event != found.ttft_event:
        figures.append(("TTFO", milliseconds(found.ttfo_ms)))
    if found.rate is not None:
        unit = "chunks/s" if found.rate_is_estimate else "tok/s"
        figures.append(("", f"{'~' if found.rate_is_estimate else ''}{found.rate:.0f} {unit}"))
    if found.usage and found.usage.output is not None:
        figures.append(("", f"{found.usage.input or 0}→{found.usage.output} tok"))
    return tuple((name, value) for name, value in figures if value)
