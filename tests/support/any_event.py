"""Hypothesis strategies for events of every shape, likely or not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.stream.event import Event


def make_event(n: int, event_type: str, data: dict[str, Any]) -> Event:
    """Event `n`, which arrives `n` nanoseconds after the zero of the clock."""
    delta = DEFAULT_DIALECT.delta_text(event_type, data)
    return Event(n, n, event_type, data, delta=delta)


KEYS = (
    *("type", "response", "item", "item_id", "output_index", "content_index", "summary_index"),
    *("command_index", "delta", "text", "part", "annotation", "error", "message", "code"),
    *("arguments", "input", "refusal", "id", "status", "output", "content", "summary", "usage"),
    *("store", "model", "incomplete_details", "reason", "input_tokens", "output_tokens_details"),
    *("annotations", "stdout"),
)
INDICES = st.one_of(st.integers(-2, 4), st.just(10**40), st.just(True), st.just(1.5))
STRINGS = st.one_of(
    st.text(max_size=4),
    st.sampled_from(["message", "reasoning", "output_text", "summary_text", "cancelled", "m", ""]),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), INDICES, STRINGS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=10,
)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "output_index": INDICES,
        "content_index": INDICES,
        "summary_index": INDICES,
        "item_id": STRINGS,
        "delta": st.one_of(STRINGS, VALUES),
        "text": STRINGS,
        "item": st.one_of(
            st.fixed_dictionaries(
                {"type": STRINGS},
                optional={"id": STRINGS, "content": VALUES, "summary": VALUES, "status": STRINGS},
            ),
            VALUES,
        ),
        "response": st.one_of(
            st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, VALUES)), VALUES
        ),
        "annotation": VALUES,
        "error": VALUES,
    },
)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([*DEFAULT_DIALECT.event_types, "response.tomorrow", "", "?"]),
        st.one_of(LIKELY, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)),
    ),
    max_size=12,
)
