"""The event types of Messages."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from anthropic.types import RawContentBlockDelta, RawMessageStreamEvent
from anthropic.types.beta import BetaRawContentBlockDelta, BetaRawMessageStreamEvent

from ppchat.core.dialects.messages.event_types import (
    EVENT_TYPES,
    delta_text,
    output_index,
    type_of,
    with_text,
)
from tests.support.messages import OVERLOADED, block_start, delta


def type_names(union: Any) -> set[str]:
    """The values of `type` in the models of a union."""
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0] for model in models}


@pytest.mark.parametrize("union", [RawMessageStreamEvent, BetaRawMessageStreamEvent])
def test_every_event_of_the_sdk_is_known(union: Any) -> None:
    assert type_names(union) <= set(EVENT_TYPES)


@pytest.mark.parametrize("union", [RawContentBlockDelta, BetaRawContentBlockDelta])
def test_every_delta_of_the_sdk_is_known(union: Any) -> None:
    types = {
        type_of({"type": "content_block_delta", "delta": {"type": n}}) for n in type_names(union)
    }
    assert len(types) == len(type_names(union))
    assert "content_block_delta" not in types
    assert types <= set(EVENT_TYPES)


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=lambda event_type: event_type.name)
def test_every_type_says_what_it_means(event_type: Any) -> None:
    assert event_type.meaning.endswith(".")
    assert event_type.meaning[0].isupper()
    assert len(event_type.meaning) < 100


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "ping"}, "ping"),
        (delta(0, "text", text="a"), "content_block_delta/text"),
        (delta(0, "poem"), "content_block_delta"),
        ({"type": "content_block_delta", "delta": None}, "content_block_delta"),
        ({"type": "content_block_delta", "delta": {"type": []}}, "content_block_delta"),
        (block_start(0, "mcp_tool_result"), "content_block_start/mcp_tool_result"),
        (block_start(0, "poem"), "content_block_start"),
        ({"type": "content_block_start"}, "content_block_start"),
        (OVERLOADED, "error"),
        ({"error": {"message": "no"}}, "error"),
        ({"error": "no"}, ""),
        ({"type": 3}, ""),
        ({"type": {}}, ""),
    ],
)
def test_the_type_of_data(data: dict[str, Any], expected: str) -> None:
    assert type_of(data) == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (delta(0, "text", text="a"), "a"),
        (delta(0, "thinking", thinking="a"), "a"),
        (delta(0, "input_json", partial_json="{"), "{"),
        (delta(0, "compaction", content="a"), "a"),
        (delta(0, "text", text=None), ""),
        (delta(0, "signature", signature="a"), ""),
        (block_start(0, "text", text="a"), "a"),
        (block_start(0, "text", text=""), ""),
        (block_start(0, "tool_use", input={"a": 1}), ""),
    ],
)
def test_the_text_of_a_delta(data: dict[str, Any], text: str) -> None:
    kind = type_of(data)
    assert delta_text(kind, data) == text
    if text:
        assert delta_text(kind, with_text(kind, data, "joined")) == "joined"
    else:
        assert delta_text("content_block_delta/text", {"delta": "a"}) == ""


def test_text_is_written_only_where_a_type_has_some() -> None:
    assert with_text("ping", {"type": "ping"}, "a") == {"type": "ping"}
    assert with_text("content_block_delta/text", {"delta": 3}, "a") == {"delta": {"text": "a"}}


@pytest.mark.parametrize(
    ("index", "expected"), [(0, 0), (7, 7), (-1, -1), (True, -1), ("1", -1), (1.0, -1), (None, -1)]
)
def test_the_index_of_a_block(index: Any, expected: int) -> None:
    assert output_index({"index": index}) == expected
