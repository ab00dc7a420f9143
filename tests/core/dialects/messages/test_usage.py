"""The tokens that Messages counts."""

from __future__ import annotations

from ppchat.core.dialects.messages.usage import joined_counts, usage_of


def test_counts_replace_those_before_them() -> None:
    first = joined_counts(None, {"input_tokens": 3, "cache_read_input_tokens": 5, "other": 7})
    counts = joined_counts(first, {"input_tokens": 4, "output_tokens": 2, "speed": "fast"})
    assert counts == {"input_tokens": 4, "cache_read_input_tokens": 5, "output_tokens": 2}
    usage = usage_of(counts)
    assert (usage.input, usage.cached, usage.output, usage.reasoning) == (9, 5, 2, None)


def test_counts_that_are_none_do_not_count() -> None:
    details = {"output_tokens_details": {"thinking_tokens": 6}}
    counts = joined_counts(None, {"input_tokens": None, "output_tokens": -1, **details})
    assert counts == {"thinking_tokens": 6}
    assert usage_of(counts).reasoning == 6
    assert usage_of({}).input is None
