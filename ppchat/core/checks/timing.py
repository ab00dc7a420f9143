"""Where the time of a stream went, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ppchat.core.checks.delivery import delivery_findings
from ppchat.core.checks.reads import median_gap_ns, reads
from ppchat.core.checks.silences import (
    NOTABLE_NS,
    Silence,
    describe_meanwhile,
    describe_tools,
    silences,
)
from ppchat.core.checks.slow_start import SLOW_START_NS, start_finding
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_duration, pluralize

STALL_FACTOR: Final = 5
"""How many times the median gap between two reads a stall exceeds, besides 500 ms."""
_SECOND_NS: Final = 10**9
_LISTED: Final = 5
"""Silences of one kind that are listed one by one, the longest."""


def timing_findings(recording: Recording) -> list[Finding]:
    """The findings about time, in stream order; none without timestamps, or with whole seconds.

    A silence is the subject of one finding at most.
    """
    if not recording.timed or not len(recording) or _is_coarse(recording):
        return []
    backwards = _backwards(recording)
    if backwards:
        return [backwards]
    values = metrics(recording.summary)
    arrivals = reads(recording)
    quiet = silences(recording)
    findings, held = delivery_findings(arrivals, quiet)
    explained = [silence for silence in quiet if silence.stop in held]
    rest = [silence for silence in quiet if silence.stop not in held]
    median = median_gap_ns(arrivals)
    limit_ns = max(NOTABLE_NS, STALL_FACTOR * (median or 0))
    pauses = [silence for silence in rest if silence.after_delta]
    tools = [silence for silence in pauses if silence.tool_ns >= NOTABLE_NS]
    stalls = [s for s in pauses if s.tool_ns < NOTABLE_NS and s.duration_ns > limit_ns]
    starts = (start_finding(recording, s) for s in rest if not s.after_delta)
    unordered = [
        *findings,
        *(finding for finding in starts if finding),
        *_tool_times(tools, limit_ns),
        *_stalls(recording, values, stalls, median),
        *_slow_answer(recording, values, [*explained, *tools, *stalls]),
    ]
    return sorted(unordered, key=lambda finding: finding.events[0] if finding.events else -1)


def _is_coarse(recording: Recording) -> bool:
    """Whether the timestamps are whole seconds, as those of `ts -s`: too coarse for any finding."""
    times = {recording.at_ns(n) for n in range(len(recording))}
    return len(times) > 1 and all(at_ns % _SECOND_NS == 0 for at_ns in times)


def _finding(code: str, events: Sequence[int], message: str) -> Finding:
    return Finding(Severity.TIMING, code, events, message)


def _backwards(recording: Recording) -> Finding | None:
    back = [n for n in range(1, len(recording)) if recording.gap_ns(n) < 0]
    if not back:
        return None
    most = min(recording.gap_ns(n) for n in back)
    return _finding(
        "clock-back",
        tuple(back),
        f"The timestamps go backwards {pluralize(len(back), 'time')}, by up to "
        f"{format_duration(-most)}: the clock of this recording cannot be trusted.",
    )


def _tool_times(tools: Sequence[Silence], limit_ns: int) -> Iterator[Finding]:
    longest, rest = _longest(tools)
    for silence in longest:
        more = (
            f"; {format_duration(silence.idle_ns)} more passed without a delta"
            if silence.idle_ns > limit_ns
            else ""
        )
        ran = describe_tools(silence)
        yield _finding("tool-time", silence.tool_events, f"{ran}{more}.")
    if rest:
        total = format_duration(sum(silence.tool_ns for silence in rest))
        yield _finding(
            "tool-time",
            tuple(silence.tool_events[0] for silence in rest),
            f"Also {pluralize(len(rest), 'shorter silence')} while tools ran, {total} in all.",
        )


def _stalls(
    recording: Recording, values: Metrics, stalls: Sequence[Silence], median_ns: int | None
) -> Iterator[Finding]:
    longest, rest = _longest(stalls)
    for silence in longest:
        length = format_duration(silence.duration_ns)
        code = "stall"
        if silence.stop == values.e2e_event:
            code = "late-end"
            message = f"The last delta arrived {length} before the terminal event"
        elif silence.stop >= len(recording):
            message = f"No delta arrived in the last {length}, until the stream ended"
        else:
            message = f"No delta arrived for {length}"
        usual = (
            f"; the median gap between reads is {format_duration(median_ns)}" if median_ns else ""
        )
        yield _finding(
            code, _ends(recording, silence), f"{message}{describe_meanwhile(silence)}{usual}."
        )
    if rest:
        total = format_duration(sum(silence.duration_ns for silence in rest))
        yield _finding(
            "stall",
            tuple(silence.start for silence in rest),
            f"Also {pluralize(len(rest), 'shorter stall')}, {total} in all.",
        )


def _longest(quiet: Sequence[Silence]) -> tuple[list[Silence], list[Silence]]:
    """The longest silences and the others, both in stream order."""
    listed = sorted(quiet, key=lambda silence: silence.duration_ns, reverse=True)[:_LISTED]
    return sorted(listed), [silence for silence in quiet if silence not in listed]


def _ends(recording: Recording, silence: Silence) -> tuple[int, ...]:
    """The events around a silence; none ended it where the stream ended in it."""
    return tuple(n for n in (silence.start, silence.stop) if n < len(recording))


def _slow_answer(
    recording: Recording, values: Metrics, explained: Sequence[Silence]
) -> Iterator[Finding]:
    """Other output that was streamed for long before the answer's text."""
    first, text = values.ttft_event, values.ttfo_event
    if first is None or text is None:
        return
    quiet_ns = sum(s.duration_ns for s in explained if s.start >= first and s.stop <= text)
    before_ns = recording.at_ns(text) - recording.at_ns(first)
    if before_ns - quiet_ns < SLOW_START_NS:
        return
    items = {item.output_index: item.type for item in recording.response.items}
    between = {items.get(recording.output_index(n), "") for n in range(first, text)}
    labels = sorted(recording.dialect.item_label(kind) for kind in between - {"", "message"})
    yield _finding(
        "slow-answer",
        (first, text),
        f"The answer's first word came {format_duration(before_ns)} after the first token: "
        f"{', '.join(labels) or 'other output'} came first.",
    )
