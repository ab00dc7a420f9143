"""How durations, sizes and counts are written."""

from __future__ import annotations

_SHORTENED_FROM = 100_000
"""Sizes below this are written in full."""


def pluralize(number: int, noun: str) -> str:
    """A number with its noun: 1 event, 1,200 events."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def format_duration(duration_ns: float) -> str:
    """A measured duration in nanoseconds as text: 4.2 ms, 312 ms, 1.18 s."""
    ms = duration_ns / 1e6
    if abs(ms) < 10:
        return f"{ms:.1f} ms"
    return f"{ms:.0f} ms" if abs(ms) < 1000 else f"{ms / 1000:,.2f} s"


def format_milliseconds(value: float | None) -> str:
    """As `format_duration`, in milliseconds; empty for None."""
    return "" if value is None else format_duration(value * 1e6)


def format_elapsed(duration_ns: int) -> str:
    """An elapsed time as text: 1.9 s, 2 min 05 s, 3 h 00 min."""
    total = max(0, duration_ns) / 1e9
    if total < 60:
        return f"{total:.1f} s"
    minutes, rest = divmod(int(total), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest:02d} s"


def format_measure(value: float | None, unit: str = "", decimals: int = 1) -> str:
    """A measured value, not rounded to fewer digits however large: 1,302.4 ms; n/a for None."""
    return "n/a" if value is None else f"{value:,.{decimals}f} {unit}".rstrip()


def format_rate(rate: float | None, is_estimate: bool) -> str:
    """Tokens or chunks per second, without unit: 53, ~53 for an estimate; empty for None."""
    return "" if rate is None else f"{'~' if is_estimate else ''}{rate:.0f}"


def narrow_seconds(time_ns: int) -> str:
    """A time as seconds for a column of at most seven characters: 1.294, 1234.5."""
    seconds = time_ns / 1e9
    return f"{seconds:.3f}" if abs(seconds) < 1000 else f"{seconds:.1f}"


def narrow_milliseconds(duration_ns: int) -> str:
    """A duration as milliseconds for a column of at most four characters: 312, 12s."""
    ms = duration_ns / 1e6
    return f"{ms:.0f}" if abs(ms) < 10_000 else f"{ms / 1000:.0f}s"


def narrow_size(size: int) -> str:
    """A size in bytes for a column: 1,412, 123 kB, 1.2 MB."""
    return format_size(size).removesuffix(" B")


def format_size(size: int) -> str:
    """A size in bytes: 1,412 B, 123 kB, 1.2 MB."""
    return f"{size:,} B" if size < _SHORTENED_FROM else f"{_shorten(size)}B"


def format_length(characters: int) -> str:
    """The length of a text: 412 characters, 120 k characters, 1.2 M characters."""
    if characters < _SHORTENED_FROM:
        return pluralize(characters, "character")
    return f"{_shorten(characters)} characters"


def _shorten(number: int) -> str:
    return f"{number / 1000:.0f} k" if number < 1_000_000 else f"{number / 1_000_000:.1f} M"
