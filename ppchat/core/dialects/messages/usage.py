"""The tokens that Messages counts: each event with usage may repeat only some of the counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.response.response import JsonObject, Usage
from ppchat.core.text.json_fields import count, mapping

_INPUT: Final = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
"""The counts that together are all tokens of the input."""
_COUNTS: Final = (*_INPUT, "output_tokens")


def joined_counts(before: Mapping[str, int] | None, usage: JsonObject) -> Mapping[str, int]:
    """The counts so far with those of another event, which replace them: they are cumulative."""
    counts = {key: count(usage, key) for key in _COUNTS}
    counts["thinking_tokens"] = count(mapping(usage, "output_tokens_details"), "thinking_tokens")
    known = {key: number for key, number in counts.items() if number is not None}
    return {**(before or {}), **known}


def usage_of(counts: Mapping[str, int]) -> Usage:
    """The counts as the usage of a response: its input is all of it, cached or not."""
    sent = [counts[key] for key in _INPUT if key in counts]
    return Usage(
        input=sum(sent) if sent else None,
        cached=counts.get("cache_read_input_tokens"),
        output=counts.get("output_tokens"),
        reasoning=counts.get("thinking_tokens"),
        total=None,
        written=counts.get("cache_creation_input_tokens"),
    )
