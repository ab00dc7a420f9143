"""What a parameter takes, and what is said where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.registry import DIALECTS

CHOICE = Parameter("effort", "effort", "choice", ("effort",), ("low", "medium", "high"))
NUMBER = Parameter("temperature", "temperature", "number", ("temperature",), low=0, high=2)
COUNT = Parameter("max_tokens", "max output tokens", "integer", ("max",), low=1)
SWITCH = Parameter("store", "store", "switch", ("store",))
OBJECT = Parameter("schema", "schema", "json", ("format",))


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (CHOICE, " low ", "low"),
        (NUMBER, "0.2", 0.2),
        (NUMBER, "2", 2),
        (COUNT, "100", 100),
        (SWITCH, "true", True),
        (SWITCH, "Off", False),
        (OBJECT, '{"type": "string"}', {"type": "string"}),
    ],
)
def test_a_text_stands_for_a_value(parameter: Parameter, text: str, value: Any) -> None:
    assert parameter.parse(text) == value


@pytest.mark.parametrize(
    ("parameter", "texts", "sentence"),
    [
        (CHOICE, ["", "highest", "1"], "effort must be low, medium or high"),
        (NUMBER, ["", "-1", "2.1", "NaN", "Infinity", "true", "x"], "a number, 0 to 2"),
        (COUNT, ["0", "1.5", "true", "[" * 10_000], "a whole number, 1 or more"),
        (SWITCH, ["", "1", "maybe"], "store must be true or false"),
        (OBJECT, ["", "[]", "{", '"x"'], "schema must be a JSON object"),
    ],
)
def test_what_is_allowed_is_said(parameter: Parameter, texts: list[str], sentence: str) -> None:
    for text in texts:
        with pytest.raises(ValueError, match=sentence):
            parameter.parse(text)


@pytest.mark.parametrize("body", [{}, {"effort": None}, {"effort": 3}, {"effort": "highest"}])
def test_a_body_may_hold_no_value_that_it_takes(body: dict[str, Any]) -> None:
    assert CHOICE.read(body) is None


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_name_means_one_thing_and_has_one_place(dialect: Any) -> None:
    names = [parameter.name for parameter in dialect.parameters]
    paths = [parameter.path for parameter in dialect.parameters]
    assert len(set(names)) == len(names)
    assert len(set(paths)) == len(paths)
    assert {"temperature", "top_p", "max_tokens", "schema"} <= set(names)
