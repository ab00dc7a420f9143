"""Which item an event is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.folds import at, fold_data, texts
from tests.support.gpt_oss import gpt_oss_events
from tests.support.recordings import terminal


def test_ids_that_change_with_every_event_do_not_matter() -> None:
    response = fold_data(
        at("output_item.added", item={"id": "one", "type": "message"}),
        at("output_text.delta", item_id="two", delta="Peter"),
        at("output_text.delta", item_id="three", delta=" Piper"),
        at("output_item.done", item={"id": "four", "type": "message"}),
    )
    assert texts(response) == [("message", "text", "Peter Piper")]


def test_without_an_output_index_the_id_decides() -> None:
    response = fold_data(
        {"type": "response.output_item.added", "item": {"id": "a", "type": "message"}},
        {"type": "response.output_item.added", "item": {"id": "b", "type": "message"}},
        {"type": "response.output_text.delta", "item_id": "a", "delta": "A"},
        {"type": "response.output_text.delta", "item_id": "b", "delta": "B"},
        {"type": "response.output_text.delta", "delta": "!"},
    )
    assert [item.text("text") for item in response.items] == ["A", "B!"]


def test_one_item_under_two_indices_is_one_item() -> None:
    final = {"id": "m", "type": "message", "content": [{"type": "output_text", "text": "Peter"}]}
    streamed = [
        at("output_item.added", 0, item={"id": "m", "type": "message"}),
        at("output_text.delta", 1, item_id="m", delta="Pet"),
        at("output_text.delta", 1, item_id="m", delta="er"),
        at("output_item.done", 1, item=final),
    ]
    assert texts(fold_data(*streamed)) == [("message", "text", "Peter")]
    assert fold_data(*streamed, terminal(1, output=[final])[1]).items == fold_data(*streamed).items


@pytest.mark.parametrize("first_index", [-1, 0])
def test_items_that_are_completed_under_the_index_of_the_next_one_keep_apart(
    first_index: int,
) -> None:
    response = fold_data(*gpt_oss_events(first_index))
    assert [(item.output_index, item.id) for item in response.items] == [(0, "rs_1"), (1, "item_1")]
    assert texts(response) == [("reasoning", "reasoning", "Hm hm"), ("message", "text", "Hi there")]
    for n in range(len(gpt_oss_events())):
        shown = fold_data(*gpt_oss_events(first_index)[: n + 1]).text
        assert "Hi there".startswith(shown)


def test_an_id_that_every_item_has_joins_nothing_of_another_type() -> None:
    response = fold_data(
        at("reasoning_text.delta", 0, item_id="same", delta="Hm"),
        at("output_text.delta", 1, item_id="same", delta="Peter"),
        at("function_call_arguments.delta", 2, item_id="same", delta="{}"),
    )
    assert texts(response) == [
        ("reasoning", "reasoning", "Hm"),
        ("message", "text", "Peter"),
        ("function_call", "arguments", "{}"),
    ]


@pytest.mark.parametrize("index", [-1, "0", 1.5, True, None])
def test_an_index_that_is_none_counts_as_missing(index: Any) -> None:
    response = fold_data(
        at("output_item.added", 0, item={"id": "a", "type": "message"}),
        at("output_text.delta", item_id="a", delta="Peter") | {"output_index": index},
    )
    assert texts(response) == [("message", "text", "Peter")]


def test_a_huge_index_is_an_index() -> None:
    response = fold_data(
        at("output_text.delta", 10**40, delta="a"), at("output_text.delta", delta="b")
    )
    assert [item.output_index for item in response.items] == [0, 10**40]
