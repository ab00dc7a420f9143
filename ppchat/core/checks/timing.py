"""Where the time of a stream went, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ppchat.core.checks.finding import Finding, Severity, counted
from ppchat.core.dialects.responses.event_types import COMMENT, Family, family
from ppchat.core.inspect.lanes import item_family, item_label
from ppchat.core.metrics.metrics import MS, Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_ns

TICK_NS: Final = 1_000_000_000 // 30
"""The frame of a client that paints 30 times a second."""

_BURST: Final = 8
"""Deltas that come together before it is called a burst; a few often share a packet."""
_TOGETHER_NS: Final = 1_000_000
_BURST_GAP_NS: Final = 250_000
"""The mean gap within a burst at most: no model writes 4,000 tokens a second."""
_BEFORE_BURST_NS: Final = 100_000_000
_SLOW_START_MS: Final = 2_000.0
_SLOW_SETUP_MS: Final = 1_000.0
_STALLS: Final = 5
_KEEPALIVE_NS: Final = 10_000_000_000
_LATE_END_NS: Final = 1_000_000_000
_CLUSTERS: Final = 10


def timing(recording: Recording) -> list[Finding]:
    """The findings about time, in the order of the stream; none where no times were kept."""
    if not recording.timed or not len(recording):
        return []
    figures = metrics(recording)
    found = [
        *_backwards(recording),
        *_start(recording, figures),
        *_bursts(recording),
        *_stalls(recording),
        *_keepalives(recording),
        *_late_end(recording, figures),
        *_ticks(recording),
    ]
    return sorted(found, key=lambda finding: finding.events[0] if finding.events else -1)


def _finding(code: str, events: range | tuple[int, ...], message: str) -> Finding:
    return Finding(Severity.TIMING, code, events, message)


def span_text(ns: float) -> str:
    """A duration as people read it: 18 ms, 2.41 s."""
    ms = ns / MS
    if abs(ms) < 1:
        return f"{ms:.2f} ms"
    return f"{ms:,.0f} ms" if abs(ms) < 1000 else f"{ms / 1000:,.2f} s"


def _backwards(recording: Recording) -> Iterator[Finding]:
    back = [n for n in range(1, len(recording)) if recording.gap_ns(n) < 0]
    if back:
        most = min(recording.gap_ns(n) for n in back)
        yield _finding(
            "clock-back",
            tuple(back),
            f"The stamps go back {counted(len(back), 'time')}, by {span_text(-most)} at most: the "
            "clock of this recording is not to be trusted.",
        )


def _start(recording: Recording, figures: Metrics) -> Iterator[Finding]:
    """Network, server and reasoning told apart."""
    setup, ttft, ttfo = figures.setup_ms, figures.ttft_ms, figures.ttfo_ms
    if setup is not None and setup >= _SLOW_SETUP_MS:
        yield _finding(
            "slow-setup",
            (),
            f"The response's headers took {span_text(setup * MS)}: the network or a queue before "
            "the server, not the model.",
        )
    first = figures.ttft_event
    if ttft is not None and first is not None and ttft >= _SLOW_START_MS:
        after = f", {span_text((ttft - setup) * MS)} of it after the headers" if setup else ""
        yield _finding(
            "slow-start",
            (first,),
            f"The first token took {span_text(ttft * MS)}{after}.",
        )
    text = figures.ttfo_event
    if ttfo is None or ttft is None or text is None or first is None:
        return
    if ttfo - ttft >= _SLOW_START_MS:
        items = {item.output_index: item.type for item in recording.turn.items}
        between = {
            items.get(recording.output_index(n), "")
            for n in _sampled(first, text)
            if recording.output_index(n) >= 0
        }
        labels = sorted({item_label(kind) for kind in between if kind and kind != "message"})
        what = ", ".join(labels) or "other output"
        yield _finding(
            "slow-answer",
            (first, text),
            f"The answer's first word came {span_text((ttfo - ttft) * MS)} after the first token: "
            f"{what} came first (TTFT {span_text(ttft * MS)}, TTFO {span_text(ttfo * MS)}).",
        )


def _sampled(first: int, last: int) -> range:
    return range(first, last, max(1, (last - first) // 2000))


def _bursts(recording: Recording) -> Iterator[Finding]:
    """Many deltas in a moment after a silence: they were held back."""
    usual = recording.gaps.percentile(50) or 0
    quiet = max(_BEFORE_BURST_NS, 5 * usual)
    count = len(recording)
    found: list[tuple[list[int], int]] = []
    cluster: list[int] = []
    silence = 0
    before = recording.t0_ns
    for n in range(count):
        if not recording.delta_size(n):
            continue
        at_ns = recording.at_ns(n)
        if not cluster or at_ns - before > _TOGETHER_NS:
            if _is_burst(recording, cluster) and silence >= quiet:
                found.append((cluster, silence))
            cluster, silence = [], at_ns - before if before else 0
        cluster.append(n)
        before = at_ns
    if _is_burst(recording, cluster) and silence >= quiet:
        found.append((cluster, silence))
    if not found:
        return
    held = sum(len(events) for events, _ in found)
    total = sum(1 for n in range(count) if recording.delta_size(n))
    largest, silence = max(found, key=lambda entry: len(entry[0]))
    took = recording.at_ns(largest[-1]) - recording.at_ns(largest[0])
    told = (
        f"{counted(len(largest), 'delta')} within {span_text(took)} after {span_text(silence)} of "
        "silence. "
    )
    if len(found) == 1 and held >= 0.9 * total:
        yield _finding(
            "buffered",
            range(largest[0], largest[-1] + 1),
            told + "The whole answer came at once: something between you and the model waits "
            "for its end.",
        )
    elif len(found) == 1:
        yield _finding(
            "burst",
            range(largest[0], largest[-1] + 1),
            told + "Something between you and the server held them back.",
        )
    else:
        numbers = tuple(events[0] for events, _ in found)
        yield _finding(
            "bursts",
            numbers,
            f"{len(found)} bursts hold {held:,} of {total:,} deltas; the largest, "
            f"{largest[0]}–{largest[-1]}: {told}Something between you and the server holds the "
            "stream back.",
        )


def _is_burst(recording: Recording, cluster: list[int]) -> bool:
    if len(cluster) < _BURST:
        return False
    took = recording.at_ns(cluster[-1]) - recording.at_ns(cluster[0])
    return took <= len(cluster) * _BURST_GAP_NS


def _stalls(recording: Recording) -> Iterator[Finding]:
    """Silences in the midst of the answer, and what ran meanwhile."""
    first = recording.first_delta
    if first is None:
        return
    limit = max(slow_ns(recording), 500 * MS)
    usual = span_text(recording.gaps.percentile(50) or 0)
    slow = [n for n in range(first + 1, len(recording)) if recording.gap_ns(n) > limit]
    kinds = {item.output_index: item.type for item in recording.turn.items}
    stalls: list[int] = []
    for n in slow:
        kind = kinds.get(recording.output_index(n), kinds.get(recording.output_index(n - 1), ""))
        before = recording.type(n - 1)
        tool = family(before) is Family.TOOL and not recording.delta_size(n - 1)
        if tool and item_family(kind) is Family.TOOL:
            yield _finding(
                "tool-time",
                (n - 1, n),
                f"{span_text(recording.gap_ns(n))} went by while the {item_label(kind)} ran.",
            )
        else:
            stalls.append(n)
    longest = sorted(stalls, key=recording.gap_ns, reverse=True)[:_STALLS]
    for n in sorted(longest):
        yield _finding(
            "stall",
            (n - 1, n),
            f"Nothing came for {span_text(recording.gap_ns(n))}; usually {usual} pass between "
            "two deltas.",
        )
    rest = len(stalls) - len(longest)
    if rest:
        others = tuple(n for n in stalls if n not in longest)
        yield _finding("stall", others, f"{counted(rest, 'shorter stall')} more.")


def _keepalives(recording: Recording) -> Iterator[Finding]:
    """Stretches in which the connection lives, and nothing else does."""
    quiet = [
        recording.type(n) == COMMENT or family(recording.type(n)) is Family.KEEPALIVE
        for n in range(len(recording))
    ]
    n = 0
    while n < len(quiet):
        if not quiet[n]:
            n += 1
            continue
        start = n
        while n < len(quiet) and quiet[n]:
            n += 1
        until = recording.at_ns(min(n, len(quiet) - 1))
        since = recording.at_ns(start) - (recording.gap_ns(start) if start else 0)
        if until - since >= _KEEPALIVE_NS:
            yield _finding(
                "keepalives",
                range(start, n),
                f"For {span_text(until - since)} only {counted(n - start, 'keepalive')} came: the "
                "connection is fine, the server is busy.",
            )


def _late_end(recording: Recording, figures: Metrics) -> Iterator[Finding]:
    end, last = figures.e2e_event, recording.last_delta
    if end is None or last is None or end <= last:
        return
    late = recording.at_ns(end) - recording.at_ns(last)
    if late >= _LATE_END_NS:
        yield _finding(
            "late-end",
            (last, end),
            f"The text was whole {span_text(late)} before the terminal event.",
        )


def _ticks(recording: Recording) -> Iterator[Finding]:
    """Stamps that keep step with a screen: the client read late, not the server sent so."""
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
        abs(gap - max(1, round(gap / TICK_NS)) * TICK_NS) <= 0.06 * TICK_NS
        for gap in gaps
        if gap <= 3.5 * TICK_NS
    )
    if close >= 0.8 * len(gaps):
        yield _finding(
            "client-late",
            range(starts[0], len(recording)),
            f"{len(recording):,} events carry {len(starts):,} stamps {span_text(TICK_NS)} apart: "
            "they were stamped by a client at its frames, not as they came.",
        )
