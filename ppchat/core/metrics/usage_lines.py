"""What a conversation used and cost, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ppchat.core.metrics.conversation_usage import ModelUsage
from ppchat.core.metrics.cost import format_total
from ppchat.core.response.response import Usage
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_milliseconds, pluralize


class UsageLines(NamedTuple):
    """The lines about the answers of one model."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    """Names and values."""


def usage_lines(usages: Sequence[ModelUsage]) -> list[UsageLines]:
    """The lines of each model, and of all together."""
    return [
        UsageLines(
            f"{sanitize_line(usage.model, 60) or 'all models'} · "
            f"{pluralize(usage.answers, 'answer')}",
            tuple(_rows(usage)),
        )
        for usage in usages
    ]


def token_words(usage: Usage) -> str:
    """The counts in words; what no server counted is left out."""
    apart = [
        f"{count:,} {word}"
        for count, word in ((usage.cached, "cached"), (usage.written, "written to the cache"))
        if count
    ]
    parts = [
        "" if usage.input is None else f"{usage.input:,} in{_in_brackets(apart)}",
        "" if usage.output is None else f"{usage.output:,} out",
    ]
    if usage.reasoning:
        parts[1] += _in_brackets([f"{usage.reasoning:,} reasoning"])
    return ", ".join(filter(None, parts))


def _in_brackets(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def _rows(usage: ModelUsage) -> Iterator[tuple[str, str]]:
    words = token_words(usage.usage) or "not reported"
    if 0 < usage.counted < usage.answers:
        words += f", as reported for {usage.counted} of {usage.answers}"
    yield "tokens", words
    if cost := format_total(usage.cost):
        yield "cost", cost
    if median := format_milliseconds(usage.ttft_p50_ms):
        yield "TTFT", f"p50 {median} · p95 {format_milliseconds(usage.ttft_p95_ms)}"
