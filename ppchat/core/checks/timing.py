"""Where the time of a stream went, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ppchat.core.dialects.dialect import Family
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.metrics.metrics import NS_PER_MS, Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.core.text.display import format_duration, pluralize

REPAINT_INTERVAL_NS: Final = 1_000_000_000 // 30
"""The repaint interval of a client that paints 30 times per second."""

_BURST: Final = 8
"""Deltas that must arrive together to be a burst; a few often share a packet."""
_TOGETHER_NS: Final = 1_000_000
_BURST_GAP_NS: Final = 250_000
"""Maximum mean gap within a burst: no model writes 4,000 tokens per second."""
_BEFORE_BURST_NS: Final = 100_000_000
_SLOW_START_MS: Final = 2_000.0
_SLOW_SETUP_MS: Final = 1_000.0
_STALLS: Final = 5
_KEEPALIVE_NS: Final = 10_000_000_000
_LATE_END_NS: Final = 1_000_000_000
_CLUSTERS: Final = 10


def timing_findings(recording: Recording) -> list[Finding]:
    """The findings about time, in stream order; none for a recording without timestamps."""
    if not recording.timed or not len(recording):
        return []
    values = metrics(recording.summary)
    unordered = [
        *_backwards(recording),
        *_start(recording, values),
        *_bursts(recording),
        *_stalls(recording),
        *_keepalives(recording),
        *_late_end(recording, values),
        *_late_client(recording),
    ]
    return sorted(unordered, key=lambda finding: finding.events[0] if finding.events else -1)


def _finding(code: str, events: range | tuple[int, ...], message: str) -> Finding:
    return Finding(Severity.TIMING, code, events, message)


def _backwards(recording: Recording) -> Iterator[Finding]:
    back = [n for n in range(1, len(recording)) if recording.gap_ns(n) < 0]
    if back:
        most = min(recording.gap_ns(n) for n in back)
        yield _finding(
            "clock-back",
            tuple(back),
            f"The timestamps go backwards {pluralize(len(back), 'time')}, by up to "
            f"{format_duration(-most)}: the clock of this recording cannot be trusted.",
        )


def _start(recording: Recording, values: Metrics) -> Iterator[Finding]:
    """Slow starts: network, server and reasoning kept apart."""
    setup, ttft, ttfo = values.setup_ms, values.ttft_ms, values.ttfo_ms
    if setup is not None and setup >= _SLOW_SETUP_MS:
        yield _finding(
            "slow-setup",
            (),
            f"The response headers took {format_duration(setup * NS_PER_MS)}: the network or a "
            "queue in front of the server, not the model.",
        )
    first = values.ttft_event
    if ttft is not None and first is not None and ttft >= _SLOW_START_MS:
        after = (
            f", {format_duration((ttft - setup) * NS_PER_MS)} of it after the headers"
            if setup
            else ""
        )
        yield _finding(
            "slow-start",
            (first,),
            f"The first token took {format_duration(ttft * NS_PER_MS)}{after}.",
        )
    text = values.ttfo_event
    if ttfo is None or ttft is None or text is None or first is None:
        return
    if ttfo - ttft >= _SLOW_START_MS:
        items = {item.output_index: item.type for item in recording.response.items}
        between = {
            items.get(recording.output_index(n), "")
            for n in _sampled(first, text)
            if recording.output_index(n) >= 0
        }
        before = between - {"", "message"}
        labels = sorted({recording.dialect.item_label(kind) for kind in before})
        what = ", ".join(labels) or "other output"
        yield _finding(
            "slow-answer",
            (first, text),
            f"The answer's first word came {format_duration((ttfo - ttft) * NS_PER_MS)} after the "
            f"first token: {what} came first (TTFT {format_duration(ttft * NS_PER_MS)}, "
            f"TTFO {format_duration(ttfo * NS_PER_MS)}).",
        )


def _sampled(first: int, last: int) -> range:
    return range(first, last, max(1, (last - first) // 2000))


def _bursts(recording: Recording) -> Iterator[Finding]:
    """Many deltas at once after a silence: they were held back."""
    median_ns = recording.gaps.percentile(50) or 0
    silence_limit_ns = max(_BEFORE_BURST_NS, 5 * median_ns)
    count = len(recording)
    bursts: list[tuple[list[int], int]] = []
    cluster: list[int] = []
    silence_ns = 0
    previous_ns = recording.t0_ns
    for n in range(count):
        if not recording.delta_size(n):
            continue
        at_ns = recording.at_ns(n)
        if not cluster or at_ns - previous_ns > _TOGETHER_NS:
            if _is_burst(recording, cluster) and silence_ns >= silence_limit_ns:
                bursts.append((cluster, silence_ns))
            cluster, silence_ns = [], at_ns - previous_ns if previous_ns else 0
        cluster.append(n)
        previous_ns = at_ns
    if _is_burst(recording, cluster) and silence_ns >= silence_limit_ns:
        bursts.append((cluster, silence_ns))
    if not bursts:
        return
    in_bursts = sum(len(events) for events, _ in bursts)
    total = sum(1 for n in range(count) if recording.delta_size(n))
    largest, silence_ns = max(bursts, key=lambda burst: len(burst[0]))
    duration_ns = recording.at_ns(largest[-1]) - recording.at_ns(largest[0])
    description = (
        f"{pluralize(len(largest), 'delta')} within {format_duration(duration_ns)} after "
        f"{format_duration(silence_ns)} of silence. "
    )
    if len(bursts) == 1 and in_bursts >= 0.9 * total:
        yield _finding(
            "buffered",
            range(largest[0], largest[-1] + 1),
            description + "The whole answer arrived at once: something between you and the model "
            "buffers it until it is complete.",
        )
    elif len(bursts) == 1:
        yield _finding(
            "burst",
            range(largest[0], largest[-1] + 1),
            description + "Something between you and the server held them back.",
        )
    else:
        numbers = tuple(events[0] for events, _ in bursts)
        yield _finding(
            "bursts",
            numbers,
            f"{in_bursts:,} of {total:,} deltas arrived in {len(bursts)} bursts. The largest, "
            f"events {largest[0]}–{largest[-1]}: {description}Something between you and the "
            "server holds the stream back.",
        )


def _is_burst(recording: Recording, cluster: list[int]) -> bool:
    if len(cluster) < _BURST:
        return False
    duration_ns = recording.at_ns(cluster[-1]) - recording.at_ns(cluster[0])
    return duration_ns <= len(cluster) * _BURST_GAP_NS


def _stalls(recording: Recording) -> Iterator[Finding]:
    """Silences within the answer, and what ran meanwhile."""
    first = recording.first_delta
    if first is None:
        return
    limit = max(slow_threshold_ns(recording), 500 * NS_PER_MS)
    median = format_duration(recording.gaps.percentile(50) or 0)
    slow = [n for n in range(first + 1, len(recording)) if recording.gap_ns(n) > limit]
    kinds = {item.output_index: item.type for item in recording.response.items}
    stalls: list[int] = []
    for n in slow:
        kind = kinds.get(recording.output_index(n), kinds.get(recording.output_index(n - 1), ""))
        previous_type = recording.type(n - 1)
        dialect = recording.dialect
        in_tool = dialect.family(previous_type) is Family.TOOL and not recording.delta_size(n - 1)
        if in_tool and dialect.item_family(kind) is Family.TOOL:
            yield _finding(
                "tool-time",
                (n - 1, n),
                f"{format_duration(recording.gap_ns(n))} passed while the "
                f"{dialect.item_label(kind)} ran.",
            )
        else:
            stalls.append(n)
    longest = sorted(stalls, key=recording.gap_ns, reverse=True)[:_STALLS]
    for n in sorted(longest):
        yield _finding(
            "stall",
            (n - 1, n),
            f"Nothing arrived for {format_duration(recording.gap_ns(n))}; the median gap between "
            f"deltas is {median}.",
        )
    rest = len(stalls) - len(longest)
    if rest:
        others = tuple(n for n in stalls if n not in longest)
        yield _finding("stall", others, f"Also {pluralize(rest, 'shorter stall')}.")


def _keepalives(recording: Recording) -> Iterator[Finding]:
    """Stretches in which nothing but keepalives arrived."""
    is_keepalive = [
        recording.dialect.family(recording.type(n)) is Family.KEEPALIVE
        for n in range(len(recording))
    ]
    n = 0
    while n < len(is_keepalive):
        if not is_keepalive[n]:
            n += 1
            continue
        start = n
        while n < len(is_keepalive) and is_keepalive[n]:
            n += 1
        end_ns = recording.at_ns(min(n, len(is_keepalive) - 1))
        start_ns = recording.at_ns(start) - (recording.gap_ns(start) if start else 0)
        if end_ns - start_ns >= _KEEPALIVE_NS:
            yield _finding(
                "keepalives",
                range(start, n),
                f"Only {pluralize(n - start, 'keepalive')} arrived within "
                f"{format_duration(end_ns - start_ns)}: the connection is alive, the server is "
                "busy.",
            )


def _late_end(recording: Recording, values: Metrics) -> Iterator[Finding]:
    end, last = values.e2e_event, recording.summary.last_delta
    if end is None or last is None or end <= last:
        return
    late_ns = recording.at_ns(end) - recording.at_ns(last)
    if late_ns >= _LATE_END_NS:
        yield _finding(
            "late-end",
            (last, end),
            f"The last delta arrived {format_duration(late_ns)} before the terminal event.",
        )


def _late_client(recording: Recording) -> Iterator[Finding]:
    """Timestamps in step with a screen: the client read late, the server did not send late."""
    starts: list[int] = []
    sizes: list[int] = []
    for n in range(len(recording)):
        if starts and recording.at_ns(n) - recording.at_ns(starts[-1]) <= _TOGETHER_NS:
            sizes[-1] += 1
        else:
            starts.append(n)
            sizes.append(1)
    if len(starts) < _CLUSTERS or len(recording) < 2 * len(starts):
        return
    gaps = [recording.at_ns(after) - recording.at_ns(before) for before, after in pairwise(starts)]
    close = sum(
        abs(gap - max(1, round(gap / REPAINT_INTERVAL_NS)) * REPAINT_INTERVAL_NS)
        <= 0.06 * REPAINT_INTERVAL_NS
        for gap in gaps
        if gap <= 3.5 * REPAINT_INTERVAL_NS
    )
    if close >= 0.8 * len(gaps):
        yield _finding(
            "client-late",
            range(starts[0], len(recording)),
            f"{len(recording):,} events share {len(starts):,} timestamps, "
            f"{format_duration(REPAINT_INTERVAL_NS)} apart: the client stamped them when it "
            "repainted, not when they arrived.",
        )
