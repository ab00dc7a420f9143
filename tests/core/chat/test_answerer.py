"""What stands beside the name of who answers."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.answerer import answerer_notes
from ppchat.core.chat.settings.turn_settings import TurnSettings
from tests.support.recordings import TWISTER, build_recording


def settings(**parameters: Any) -> TurnSettings:
    return TurnSettings("m", parameters=parameters)


@pytest.mark.parametrize(
    ("parameters", "notes"),
    [
        ({}, ()),
        ({"effort": "low", "temperature": 0.2}, ("effort low", "temperature 0.2")),
        ({"top_p": 0.5, "temperature": 1}, ("temperature 1", "top_p 0.5")),
        (
            {"max_tokens": 2000, "store": False, "background": True, "tier": "flex"},
            ("≤ 2,000 tokens", "tier flex", "in the background", "not stored"),
        ),
        ({"background": False}, ()),
        ({"schema": {"title": "City"}}, ("schema City",)),
        ({"schema": {}}, ("schema",)),
    ],
)
def test_the_settings_of_the_next_turn(parameters: dict[str, Any], notes: tuple[str, ...]) -> None:
    assert answerer_notes("", settings(**parameters), None) == notes


def test_the_protocol_comes_first_and_the_tokens_last() -> None:
    last = build_recording(TWISTER).summary
    assert answerer_notes("Chat", settings(temperature=1), last) == (
        "Chat",
        "temperature 1",
        "14 tokens",
    )


def test_the_share_of_the_context_is_shown_where_its_size_is_known() -> None:
    last = build_recording(TWISTER).summary
    assert answerer_notes("", settings(), last, 50) == ("14 tokens, 28 % of the context",)
    assert answerer_notes("", settings(), last, 10) == ("14 tokens, 140 % of the context",)
    assert answerer_notes("", settings(), None, 50) == ()


def test_tokens_that_were_not_counted_are_not_shown() -> None:
    assert answerer_notes("", settings(), build_recording(TWISTER[:5], end=None).summary) == ()


def test_the_tools_are_named_after_the_protocol() -> None:
    notes = answerer_notes("Chat", settings(temperature=1), None, tools=["get_weather", "search"])
    assert notes == ("Chat", "tools: get_weather, search", "temperature 1")


def test_a_schema_without_a_title_has_the_name_of_its_file() -> None:
    assert answerer_notes("", settings(schema={}), None, schema="city") == ("schema city",)
    titled = settings(schema={"title": "City"})
    assert answerer_notes("", titled, None, schema="city") == ("schema City",)
    assert answerer_notes("", settings(), None, schema="city") == ()


def test_instructions_and_other_fields_are_mentioned_last() -> None:
    turn = TurnSettings("m", "Be brief.", {"effort": "low"}, {"user": "me", "metadata": {}})
    assert answerer_notes("", turn, None) == ("effort low", "instructions", "+ user, metadata")
