"""A form shows the settings as texts, and reads the same settings back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.registry import ASKABLE, DEFAULT_DIALECT
from ppchat.core.view.settings.draft import (
    FIELDS,
    DraftError,
    SettingsDraft,
    choices_of,
    draft_of,
    parse_draft,
    schema_label,
)

EMPTY: Final = TurnSettings("m")


def changed(**texts: str) -> SettingsDraft:
    draft = draft_of(EMPTY, DEFAULT_DIALECT)
    return replace(draft, texts={**draft.texts, **texts})


def parse(draft: SettingsDraft, settings: TurnSettings = EMPTY) -> TurnSettings:
    return parse_draft(draft, settings, DEFAULT_DIALECT, settings.schema)


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.kind == "switch":
        return st.booleans()
    if parameter.kind == "json":
        return st.just({"type": "object", "title": "City"})
    if parameter.kind == "integer":
        return st.integers(1, 10**9)
    return st.integers(0, 20).map(lambda tenths: min(tenths / 10, parameter.high or 1))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Dialect, TurnSettings]:
    dialect = draw(st.sampled_from(ASKABLE))
    optional = {parameter.name: values(parameter) for parameter in dialect.parameters}
    parameters: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=optional))
    instructions = draw(st.sampled_from(["", "Be brief.", "One\ntwo"]))
    fields: dict[str, Any] = draw(
        st.sampled_from([{}, {"user": "me"}, {"metadata": {"a": "é"}, "n": [1]}])
    )
    return dialect, TurnSettings("m", instructions, parameters, fields)


@given(cases())
def test_what_is_shown_reads_back_as_it_was(case: tuple[Dialect, TurnSettings]) -> None:
    dialect, settings = case
    assert parse_draft(draft_of(settings, dialect), settings, dialect, settings.schema) == settings


def test_what_the_api_has_no_field_for_stays() -> None:
    chat = next(dialect for dialect in ASKABLE if dialect.name == "chat")
    settings = TurnSettings("m", parameters={"truncation": "auto", "temperature": 1})
    draft = draft_of(settings, chat)
    assert "truncation" not in draft.texts
    assert parse_draft(draft, settings, chat, None) == settings


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        ({"temperature": "warm"}, {"temperature": "Temperature must be a number, 0 to 2"}),
        ({"temperature": "2.5"}, {"temperature": "Temperature must be a number, 0 to 2"}),
        ({"top_p": "NaN"}, {"top_p": "Top_p must be a number, 0 to 1"}),
        (
            {"max_tokens": "1.5"},
            {"max_tokens": "Max output tokens must be a whole number, 1 or more"},
        ),
        (
            {FIELDS: '{"a":\n  x}'},
            {FIELDS: "Not JSON: Expecting value (line 2, column 3)"},
        ),
        ({FIELDS: "[1]"}, {FIELDS: 'Other fields must be a JSON object, such as {"user": "me"}'}),
        (
            {FIELDS: '{"model": "x"}'},
            {FIELDS: "'model' cannot be set here: the model is chosen above"},
        ),
        (
            {FIELDS: '{"temperature": 1}', "temperature": "0.5"},
            {FIELDS: "Temperature has another value above"},
        ),
    ],
)
def test_each_mistake_is_named_at_its_field(
    texts: Mapping[str, str], errors: Mapping[str, str]
) -> None:
    with pytest.raises(DraftError) as caught:
        parse(changed(**texts))
    assert caught.value.errors == errors


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(DraftError) as caught:
        parse(changed(temperature="x", top_p="x"))
    assert set(caught.value.errors) == {"temperature", "top_p"}


def test_a_parameter_among_the_fields_is_one() -> None:
    settings = parse(changed(**{FIELDS: '{"temperature": 1, "user": "me"}'}))
    assert (settings.parameters, settings.fields) == ({"temperature": 1}, {"user": "me"})


def test_an_empty_text_is_the_default_of_the_server() -> None:
    settings = TurnSettings("m", "x", {"temperature": 1, "store": False})
    draft = draft_of(settings, DEFAULT_DIALECT)
    texts = {**draft.texts, "temperature": " ", "store": "", "instructions": " "}
    assert parse(replace(draft, texts=texts), settings) == EMPTY


def test_a_choice_begins_with_the_default_and_numbers_are_typed() -> None:
    kinds = {each.name: choices_of(each) for each in DEFAULT_DIALECT.parameters}
    assert kinds["store"] == ("", "on", "off")
    assert kinds["verbosity"] == ("", "low", "medium", "high")
    assert kinds["temperature"] == kinds["schema"] == ()


def test_a_schema_is_named_by_its_title() -> None:
    assert schema_label({"title": "City"}) == "as before: City"
    assert schema_label({}) == "as before: a JSON schema"
