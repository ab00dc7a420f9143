"""Lines that begin with a time, as `ts` puts one before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.core.formats.chunks import Chunk, split_lines

_TIME: Final = re.compile(
    rb"\[?(?:"
    rb"(?P<seconds>\d{1,10}\.\d{1,9})"
    rb"|(?P<epoch>1\d{9}(?:\d{3}){0,3})"
    rb"|(?:\d{4}-\d\d-(?P<day>\d\d)[T ]|[A-Z][a-z]{2} +(?P<month_day>\d{1,2}) )?"
    rb"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
    rb"(?:Z|[+-]\d\d:?\d\d)?"
    rb")\]?(?:[ \t]|(?=\r?\n))"
)
_CONTENT: Final = re.compile(rb"(?:event|data|id|retry)?:|\{\s*\"|HTTP/|[*<>] ")
_EXAMINED: Final = 40
"""Lines from which the format is detected."""
_DAY_NS: Final = 86_400 * 10**9
_RELATIVE_NS: Final = 10**9 * 10**9
"""A larger number of seconds is one since 1970."""


def has_timed_lines(head: bytes) -> bool:
    """Whether all lines of `head` begin with a time, and what follows is a stream."""
    lines = head.split(b"\n")[:_EXAMINED]
    if len(lines) < 2:
        return False
    matches = [_TIME.match(line + b"\n") for line in lines[:-1] if line.strip()]
    if not matches or not all(matches):
        return False
    return any(match and _CONTENT.match(match.string, match.end()) for match in matches)


def strip_times(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """The lines without their times, which become those of the chunks.

    Times without a date that go back are those since the line before, as `ts -i` writes them.
    """
    at_ns = days_ns = 0
    are_gaps = False
    for _, line in split_lines(chunks):
        match = _TIME.match(line)
        if match is None:
            yield Chunk(at_ns, line)
            continue
        time_ns = _time_ns(match) + days_ns
        is_relative = not (match["epoch"] or match["day"] or match["month_day"])
        are_gaps |= is_relative and max(0, at_ns - _DAY_NS // 2) < time_ns < at_ns < _RELATIVE_NS
        if are_gaps:
            time_ns += at_ns
        elif match["hour"] and time_ns < at_ns - _DAY_NS // 2:  # past midnight
            days_ns += _DAY_NS
            time_ns += _DAY_NS
        at_ns = time_ns
        yield Chunk(at_ns, line[match.end() :])


def _time_ns(match: re.Match[bytes]) -> int:
    if seconds := match["seconds"]:
        whole, _, fraction = seconds.partition(b".")
        return int(whole) * 10**9 + int(fraction.ljust(9, b"0"))
    if epoch := match["epoch"]:
        return int(epoch.ljust(19, b"0"))
    fraction = match["fraction"] or b""
    second = (int(match["hour"]) * 60 + int(match["minute"])) * 60 + int(match["second"])
    return second * 10**9 + int(fraction.ljust(9, b"0"))
