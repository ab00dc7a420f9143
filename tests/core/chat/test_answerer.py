"""What stands beside the name of who answers."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.answerer import answerer_notes
from tests.support.recordings import TWISTER, build_recording


@pytest.mark.parametrize(
    ("request_fields", "notes"),
    [
        ({}, ()),
        ({"reasoning": {"effort": "low"}, "temperature": 0.2}, ("effort low", "temperature 0.2")),
        ({"reasoning_effort": "high"}, ("effort high",)),
        ({"reasoning": 1, "temperature": "hot"}, ()),
    ],
)
def test_the_settings_of_every_request(
    request_fields: dict[str, Any], notes: tuple[str, ...]
) -> None:
    assert answerer_notes("", request_fields, None) == notes


def test_the_protocol_comes_first_and_the_tokens_last() -> None:
    last = build_recording(TWISTER).summary
    assert answerer_notes("Chat", {"temperature": 1}, last) == (
        "Chat",
        "temperature 1",
        "14 tokens",
    )


def test_the_share_of_the_context_is_shown_where_its_size_is_known() -> None:
    last = build_recording(TWISTER).summary
    assert answerer_notes("", {}, last, 50) == ("14 tokens, 28 % of the context",)
    assert answerer_notes("", {}, last, 10) == ("14 tokens, 140 % of the context",)
    assert answerer_notes("", {}, None, 50) == ()


def test_tokens_that_were_not_counted_are_not_shown() -> None:
    assert answerer_notes("", {}, build_recording(TWISTER[:5], end=None).summary) == ()


def test_the_tools_are_named_after_the_protocol() -> None:
    notes = answerer_notes("Chat", {"temperature": 1}, None, tools=["get_weather", "search"])
    assert notes == ("Chat", "tools: get_weather, search", "temperature 1")


def test_the_schema_that_answers_follow_is_named() -> None:
    assert answerer_notes("", {"temperature": 1}, None, schema="city") == (
        "schema city",
        "temperature 1",
    )
