"""Arguments are laid out by the titles of the parameters, whatever the model sent."""

from __future__ import annotations

import pytest

from ppchat.core.view.calls.arguments import MAX_SHOWN, ArgumentRow, call_arguments

LONG = "1" * 60
PARAMETERS = {"properties": {"city": {"title": "City", "type": "string"}}}


def test_arguments_have_the_titles_of_the_parameters() -> None:
    shown = call_arguments(f'{{"city": "Lisbon", "days": [1, 2], "more": [{LONG}]}}', PARAMETERS)
    assert shown.rows == (
        ArgumentRow("City", "Lisbon"),
        ArgumentRow("days", "[1, 2]"),
        ArgumentRow("more", f"[\n  {LONG}\n]"),
    )
    assert not shown.problem


def test_no_arguments_are_an_empty_object() -> None:
    assert call_arguments("", {}) == ((), "")
    assert call_arguments("{}", {}) == ((), "")


@pytest.mark.parametrize("arguments", ["{", "not JSON", "[" * 100_000, '{"a": 1} x'])
def test_arguments_that_are_no_json_are_shown_as_they_are(arguments: str) -> None:
    shown = call_arguments(arguments, PARAMETERS)
    assert shown.rows[0].value.startswith(arguments[:100])
    assert "not valid JSON" in shown.problem


def test_arguments_that_are_no_object_say_so() -> None:
    assert call_arguments("[1]", {}).problem == "The arguments are not a JSON object."


def test_the_input_of_a_custom_tool_is_text() -> None:
    assert call_arguments("print(1)", {}, is_text=True) == ((ArgumentRow("", "print(1)"),), "")


def test_what_is_large_is_shortened() -> None:
    (row,) = call_arguments(f'{{"a": "{"x" * 2_000_000}"}}', {}).rows
    assert len(row.value) < MAX_SHOWN + 100
    assert row.value.endswith("… 2.0 M characters more")
    many = "{" + ", ".join(f'"{n}": 1' for n in range(1000)) + "}"
    assert call_arguments(many, {}).rows[-1].value == "… 800 more arguments"


@pytest.mark.parametrize("parameters", [{"properties": 1}, {"properties": {"city": [1]}}, {}])
def test_a_malformed_schema_titles_nothing(parameters: dict[str, object]) -> None:
    assert call_arguments('{"city": "Lisbon"}', parameters).rows == (ArgumentRow("city", "Lisbon"),)
