"""What a stream is doing right now, in one word and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ppchat.core.catalogue import Family, family
from ppchat.core.cell import Tone
from ppchat.core.metric import Metrics, metrics
from ppchat.core.recording import Recording
from ppchat.core.verdict import Verdict

SILENCE_NS: Final = 15_000_000_000
"""Nanoseconds without a byte, or without an event, after which a person is told."""


@dataclass(frozen=True, slots=True)
class Status:
    """A word with its sign, and the figures that go with it."""

    sign: str
    word: str
    tone: Tone
    elapsed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """Names and values, the most telling first; the name may be empty."""


READY: Final = Status("○", "ready", Tone.QUIET)

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


def milliseconds(value: float | None) -> str:
    """A duration to read: 312 ms, 1.18 s; empty for None."""
    if value is None:
        return ""
    if value < 10:
        return f"{value:.1f} ms"
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def seconds(duration_ns: int) -> str:
    """A duration to watch: 1.9 s, 2 min 05 s."""
    whole = max(0, duration_ns) / 1e9
    if whole < 60:
        return f"{whole:.1f} s"
    minutes, rest = divmod(int(whole), 60)
    return f"{minutes} min {rest:02d} s"
