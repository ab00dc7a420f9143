"""Variables in the place of secrets."""

from __future__ import annotations

import pytest

from ppchat.core.security.variables import is_variable, replace_variables, variable_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("$TOKEN", ("TOKEN",)),
        ("Bearer $TOKEN", ("TOKEN",)),
        ("${A}_$B2", ("A", "B2")),
        ("costs $5, or $ 5", ()),
        ("${", ()),
    ],
)
def test_a_text_names_variables(text: str, names: tuple[str, ...]) -> None:
    assert variable_names(text) == names


def test_variables_are_replaced_once() -> None:
    assert replace_variables("Bearer ${A}-$B", {"A": "$B", "B": "2"}) == "Bearer $B-2"


def test_a_variable_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="NONE"):
        replace_variables("$NONE", {})


@pytest.mark.parametrize("text", ["$TOKEN", "Bearer $TOKEN", "Basic ${A}"])
def test_a_variable_holds_no_secret(text: str) -> None:
    assert is_variable(text)


@pytest.mark.parametrize("text", ["", "TOKEN", "pa$word", "Bearer abc$D", "$A$B", "Bearer  $A"])
def test_other_texts_may_hold_a_secret(text: str) -> None:
    assert not is_variable(text)
