"""The event types."""

from __future__ import annotations

from typing import get_args

import pytest
from openai.types.responses import ResponseStreamEvent

from ppchat.core.dialects.responses.event_types import (
    CATALOGUE,
    COMMENT,
    DONE,
    TERMINAL,
    TEXT_DELTA,
    Family,
    delta,
    family,
    short,
)

MODELS = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for model in get_args(get_args(ResponseStreamEvent)[0])
}
"""The SDK's models, by the type of event they are for."""


def test_every_type_of_the_sdk_is_known_and_marked() -> None:
    assert {name for name, known in CATALOGUE.items() if known.in_sdk} == set(MODELS)
    assert len(MODELS) >= 59


def test_what_grows_a_part_is_what_carries_a_delta() -> None:
    grows = {name for name, known in CATALOGUE.items() if known.grows and known.in_sdk}
    assert grows == {name for name, model in MODELS.items() if "delta" in model.model_fields}


@pytest.mark.parametrize("known", CATALOGUE.values(), ids=lambda known: known.name)
def test_every_type_says_what_it_means(known: object) -> None:
    meaning = getattr(known, "meaning", "")
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
    assert family(name) is expected


def test_terminal_and_text_types_are_known() -> None:
    assert set(CATALOGUE) > TERMINAL
    assert CATALOGUE[TEXT_DELTA].grows == "text"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
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
def test_delta(kind: str, value: object, text: str) -> None:
    assert delta(kind, {"delta": value}) == text
    assert delta(kind, {}) == ""


def test_short() -> None:
    assert short(TEXT_DELTA) == "output_text.delta"
    assert short("error") == "error"
