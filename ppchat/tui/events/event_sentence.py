"""A row of the event list as a sentence, for a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.inspect.excerpt import excerpt, run_excerpt
from ppchat.core.inspect.steps import describe_steps
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line

_MAX_EXCERPT: Final = 200


def event_sentence(
    recording: Recording,
    row: EventRow,
    item_types: Mapping[int, str],
    slow_threshold_ns: int,
    start_ns: int = 0,
) -> str:
    """Which events they are, of what type, when they came, after which wait, with what.

    Times count from `start_ns` before the request.
    """
    first, last = row
    dialect, event_type = recording.dialect, recording.type(first)
    is_run = recording.delta_size(first) > 0
    words = [f"Event {first}" if row.size == 1 else f"Events {first} to {last}"]
    if first in recording.faults:
        words.append("damaged")
    if row.size > 1 and not is_run:
        words.append(sanitize_line(describe_steps(recording, range(first, last + 1), item_types)))
    else:
        words.append(sanitize_line(dialect.brief_type(event_type).removesuffix(".delta"), 80))
    if row.size > 1 and is_run:
        words.append(f"{row.size:,} pieces")
    if recording.timed:
        since_ns = start_ns + recording.at_ns(first) - (recording.t0_ns or recording.at_ns(0))
        words.append(f"at {since_ns / 1e9:.3f} seconds")
        gap_ns = recording.gap_ns(first) if first or recording.t0_ns else 0
        if gap_ns > slow_threshold_ns:
            words.append(f"after {gap_ns / 1e6:,.0f} milliseconds")
    text = ""
    if row.size == 1:
        text = excerpt(recording, first, _MAX_EXCERPT)
    elif is_run:
        text = run_excerpt(recording, range(first, last + 1), _MAX_EXCERPT)
    elif dialect.family(event_type) is not Family.ITEM:
        text = excerpt(recording, first, _MAX_EXCERPT)
    sentence = ", ".join(words)
    return f"{sentence}: {sanitize_line(text, _MAX_EXCERPT)}" if text else sentence
