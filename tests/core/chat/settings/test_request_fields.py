"""Turn settings are written into a body and read from it again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.chat.conversation import build_request
from ppchat.core.chat.settings.request_fields import (
    lacking_parameters,
    read_parameters,
    read_turn_settings,
    write_fields,
    write_parameters,
)
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.stream.signals import Request

RESPONSES, CHAT_COMPLETIONS, *_ = DIALECTS
EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.kind == "switch":
        return st.booleans()
    if parameter.kind == "json":
        return st.sampled_from([{}, SCHEMA, {"title": "City", "type": "array"}])
    if parameter.kind == "integer":
        return st.integers(1, 10**9)
    return st.floats(parameter.low, parameter.high, allow_nan=False, allow_infinity=False)


def turn_settings(dialect: Dialect) -> st.SearchStrategy[TurnSettings]:
    parameters = st.fixed_dictionaries(
        {}, optional={parameter.name: values(parameter) for parameter in dialect.parameters}
    )
    fields = st.dictionaries(
        st.sampled_from(["seed", "user", "metadata", "reasoning_context"]),
        st.one_of(st.integers(), st.text(), st.dictionaries(st.text(), st.integers())),
    )
    names = st.text(min_size=1)
    return st.builds(TurnSettings, names, st.just("") | names, parameters, fields)


def written(dialect: Dialect, settings: TurnSettings, omit: tuple[str, ...] = ()) -> Request:
    return build_request(
        (),
        "Hello",
        model=settings.model,
        base_url="http://h/v1",
        instructions=settings.instructions,
        extra=write_fields(dialect, settings.fields, settings.parameters, omit),
        dialect=dialect,
    ).request


@EVERY_DIALECT
@given(data=st.data())
def test_what_is_written_is_read(dialect: Dialect, data: st.DataObject) -> None:
    settings = data.draw(turn_settings(dialect))
    assert read_turn_settings(dialect, written(dialect, settings)) == settings


@EVERY_DIALECT
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"temperature": 5, "reasoning": {"effort": "utmost", "summary": "auto"}},
        {"reasoning": {"effort": "low", "context": "auto"}, "text": {"format": {"type": "text"}}},
        {"text": "plain", "reasoning": None, "response_format": {"type": "json_object"}},
        {"max_tokens": 4096, "options": {"num_ctx": 8}},
        {"max_completion_tokens": 3},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}},
        {"stream_options": {"include_usage": True}, "think": True, "format": "json"},
    ],
)
def test_a_body_of_any_shape_is_written_as_it_was(dialect: Dialect, fields: Any) -> None:
    request = written(dialect, TurnSettings("m", "Be brief.", {}, fields))
    settings = read_turn_settings(dialect, request)
    assert written(dialect, settings).body == request.body


def test_each_parameter_has_its_place() -> None:
    every: dict[str, Any] = {
        "effort": "low",
        "summary": "auto",
        "verbosity": "high",
        "temperature": 0.2,
        "top_p": 0.9,
        "max_tokens": 100,
        "tier": "flex",
        "store": False,
        "background": True,
        "truncation": "auto",
    }
    assert write_parameters(RESPONSES, every) == {
        "reasoning": {"effort": "low", "summary": "auto"},
        "text": {"verbosity": "high"},
        "temperature": 0.2,
        "top_p": 0.9,
        "max_output_tokens": 100,
        "service_tier": "flex",
        "store": False,
        "background": True,
        "truncation": "auto",
    }
    assert write_parameters(CHAT_COMPLETIONS, every) == {
        "reasoning_effort": "low",
        "verbosity": "high",
        "temperature": 0.2,
        "top_p": 0.9,
        "max_tokens": 100,
        "service_tier": "flex",
        "store": False,
    }
    assert lacking_parameters(CHAT_COMPLETIONS, every) == ("summary", "background", "truncation")
    assert lacking_parameters(RESPONSES, every) == ()


def test_a_field_that_a_server_does_not_know_is_written_where_it_expects_it() -> None:
    omit = {"max_tokens"}
    fields = write_parameters(CHAT_COMPLETIONS, {"max_tokens": 100}, omit)
    assert fields == {"max_completion_tokens": 100}
    assert read_parameters(CHAT_COMPLETIONS, fields, omit) == ({"max_tokens": 100}, {})
    assert read_parameters(CHAT_COMPLETIONS, fields) == ({}, fields)
    assert write_fields(CHAT_COMPLETIONS, fields, {"max_tokens": 5}) == {"max_tokens": 5}
    configured = {"max_tokens": 100}
    assert read_parameters(CHAT_COMPLETIONS, configured, omit) == ({"max_tokens": 100}, {})


def test_what_the_user_wrote_is_not_changed() -> None:
    fields = {"text": {"verbosity": "low"}}
    write_fields(RESPONSES, fields, {"schema": SCHEMA})
    assert fields == {"text": {"verbosity": "low"}}


@pytest.mark.parametrize(
    "message", [{"role": "system", "content": "S"}, {"role": "developer", "content": "S"}]
)
def test_the_instructions_may_be_the_first_message(message: dict[str, str]) -> None:
    messages = [message, {"role": "user", "content": "Hello"}]
    request = Request({"model": "m", "messages": messages}, "http://h/v1")
    assert read_turn_settings(CHAT_COMPLETIONS, request) == TurnSettings("m", "S")
