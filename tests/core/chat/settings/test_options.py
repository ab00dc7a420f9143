"""Settings as they are typed."""

from __future__ import annotations

import pytest

from ppchat.core.chat.settings.options import every_parameter, parse_options, with_options
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.registry import ASKABLE

RESPONSES, CHAT = ASKABLE


def typed(*texts: str, turn: TurnSettings | None = None, dialect: object = RESPONSES) -> object:
    turn = turn or TurnSettings("m")
    settings = with_options(turn, parse_options(texts), dialect)  # type: ignore[arg-type]
    return dict(settings.parameters), dict(settings.fields)


def test_a_parameter_takes_words_and_a_field_takes_json() -> None:
    assert typed("effort=low", "temperature=0.2", "store=off", "max_tokens=9") == (
        {"effort": "low", "temperature": 0.2, "store": False, "max_tokens": 9},
        {},
    )
    assert typed('metadata.user="x=y"', "metadata.n=1", "top_k=4") == (
        {},
        {"metadata": {"user": "x=y", "n": 1}, "top_k": 4},
    )


def test_a_field_of_a_parameter_is_that_parameter() -> None:
    assert typed('reasoning.effort="low"') == ({"effort": "low"}, {})
    assert typed('reasoning.effort="utmost"') == ({}, {"reasoning": {"effort": "utmost"}})
    assert typed('reasoning_effort="low"', dialect=CHAT) == ({"effort": "low"}, {})


def test_the_last_one_counts_and_an_empty_one_leaves_it_to_the_server() -> None:
    turn = TurnSettings("m", "", {"effort": "high", "top_p": 0.5}, {"metadata": {"user": "x"}})
    assert typed("effort=low", "effort=max", turn=turn)[0]["effort"] == "max"  # type: ignore[index]
    assert typed("effort=", "metadata.user=", "seed=", turn=turn) == ({"top_p": 0.5}, {})
    assert turn.fields == {"metadata": {"user": "x"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("effort", "effort: must be NAME=VALUE, such as effort=low"),
        ("=low", "=low: must be NAME=VALUE"),
        ("effort=lots", "effort=lots: reasoning effort must be none, minimal, low,"),
        ("temperature=3", "temperature must be a number, 0 to 2"),
        ("metadata.user=x", "takes JSON, text in double quotes"),
        ("seed=NaN", "takes JSON"),
        ("seed=1e999", "takes JSON"),
        ("seed=" + "[" * 100_000, "takes JSON"),
        ("metadata.=1", "within a field is like metadata.user"),
        ("model=x", "model: --model sets that"),
        ("system=x", "--system"),
        ("input=[]", "each request has anyway"),
    ],
)
def test_what_is_allowed_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as error:
        parse_options([text])
    assert sentence in str(error.value)


def test_the_parameters_are_those_of_any_api() -> None:
    assert {"effort", "truncation", "schema", "tier"} <= set(every_parameter())
    assert every_parameter()["max_tokens"].path == ("max_output_tokens",)
