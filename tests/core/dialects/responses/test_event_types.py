"""The event types."""

from __future__ import annotations

from typing import get_args

import pytest
from openai.types.responses import ResponseStreamEvent

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.vocabulary import EventType, Family
from ppchat.core.stream.event import COMMENT, DONE

TEXT_DELTA = "response.output_text.delta"

MODELS = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for model in get_args(get_args(ResponseStreamEvent)[0])
}
"""The SDK's models, by event type."""


def test_every_type_of_the_sdk_is_known_and_marked() -> None:
    assert {name for name, event_type in EVENT_TYPES.items() if event_type.in_sdk} == set(MODELS)
    assert len(MODELS) >= 59


def test_exactly_the_types_with_a_delta_have_a_part_kind() -> None:
    with_delta = {
        name for name, event_type in EVENT_TYPES.items() if event_type.grows and event_type.in_sdk
    }
    assert with_delta == {name for name, model in MODELS.items() if "delta" in model.model_fields}


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=lambda event_type: event_type.name)
def test_every_type_says_what_it_means(event_type: EventType) -> None:
    meaning = event_type.meaning
    assert meaning.endswith(".")
    assert meaning[0].isupper()
    assert len(meaning) < 100


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("response.completed", Family.LIFECYCLE),
        ("response.output_item.done", Family.ITEM),
        ("response.refusal.delta", Family.TEXT),
        ("response.reasoning_text.delta", Family.REASONING),
        ("response.mcp_call.failed", Family.TOOL),
        ("error", Family.ERROR),
        ("keepalive", Family.KEEPALIVE),
        (COMMENT, Family.KEEPALIVE),
        (DONE, Family.LIFECYCLE),
        ("response.tomorrow", Family.UNKNOWN),
        ("", Family.UNKNOWN),
    ],
)
def test_family(name: str, expected: Family) -> None:
    assert RESPONSES.family(name) is expected


def test_terminal_and_text_types_are_known() -> None:
    assert [name for name in EVENT_TYPES if name in RESPONSES.answer_types] == [TEXT_DELTA]
    assert "response.completed" in RESPONSES.last_types
    assert "response.created" not in RESPONSES.terminal_types
    assert "response.tomorrow" not in RESPONSES.terminal_types


@pytest.mark.parametrize(
    ("event_type", "value", "text"),
    [
        (TEXT_DELTA, "Sure", "Sure"),
        (TEXT_DELTA, "", ""),
        (TEXT_DELTA, None, ""),
        (TEXT_DELTA, 7, ""),
        (TEXT_DELTA, ["a"], ""),
        ("response.tomorrow.delta", "Sure", ""),
        ("response.completed", "Sure", ""),
        ("response.shell_call_output_content.delta", {"stdout": "a", "stderr": "b"}, "ab"),
        ("response.shell_call_output_content.delta", {"stdout": 1, "exit": "x"}, ""),
    ],
)
def test_delta(event_type: str, value: object, text: str) -> None:
    assert RESPONSES.delta_text(event_type, {"delta": value}) == text
    assert RESPONSES.delta_text(event_type, {}) == ""


def test_short() -> None:
    assert RESPONSES.short_type(TEXT_DELTA) == "output_text.delta"
    assert RESPONSES.short_type("error") == "error"


def test_brief() -> None:
    names = (TEXT_DELTA, "response.web_search_call.completed", "error")
    assert [RESPONSES.brief_type(name) for name in names] == [
        "text.delta",
        "web_search.completed",
        "error",
    ]
