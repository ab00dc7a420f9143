"""Texts with variables."""

from __future__ import annotations

import pytest

from ppchat.core.text.template import fill, variables


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no {single} and {{}} none {{1}}", {}),
        ("{{bird}} and {{ place = the sea }}", {"bird": "", "place": "the sea"}),
        ("{{a}} {{a=x}} {{a=y}}", {"a": "x"}),
        (r"\{{a}} {{b}}", {"b": ""}),
    ],
)
def test_variables_are_named_once_in_order(text: str, names: dict[str, str]) -> None:
    assert variables(text) == names
    assert list(variables(text)) == list(names)


def test_values_take_their_places_and_are_no_templates() -> None:
    text = r"{{a}} \{{a}} {{b=x}} {{a}}"
    assert fill(text, {"a": "{{b}}", "b": "y"}) == "{{b}} {{a}} y {{b}}"
