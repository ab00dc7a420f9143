"""Inline markup that is left open, and closing it at the end of a stream."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.markdown import close_markup, is_balanced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("**half", "**half**"),
        ("**half*", "**half**"),
        ("a *b", "a *b*"),
        ("a ***b", "a ***b***"),
        ("**a *b", "**a *b***"),
        ("~~gone", "~~gone~~"),
        ("run `code", "run `code`"),
        ("run ``co`de", "run ``co`de``"),
        ("a **", "a"),
        ("a `", "a "),
        ("see [the gui", "see [the gui](#)"),
        ("see [the guide](https://exa", "see [the guide](#)"),
        ("see [**the", "see [**the**](#)"),
        ("**see [the", "**see [the](#)**"),
        ("2 * 3", "2 * 3"),
        ("snake_case_name", "snake_case_name"),
        ("`**`", "`**`"),
        ("a [x] b", "a [x] b"),
        ("\\(a_b", "\\(a_b\\)"),
        ("so $$a_b$", "so $$a_b$$"),
        ("a \\(", "a "),
        ("**long ", "**long**"),
        ("(*", "("),
        ("see [the guide]", "see [the guide](#)"),
        ("a[^1", "a"),
        ("done **so** far", "done **so** far"),
        ("a\\", "a"),
    ],
)
def test_open_markup_is_closed(text: str, expected: str) -> None:
    assert close_markup(text) == expected


@pytest.mark.parametrize(
    "text", ["a", "**a** b", "`a*b`", "[a](b)", "\\*a", "$$a_b$$", "\\(a*b\\)", "a_b_c", "2 * 3"]
)
def test_closed_markup_is_balanced(text: str) -> None:
    assert is_balanced(text)


@pytest.mark.parametrize("text", ["**a", "`a", "[a", "*a **b*", "~~a", "$$a", "``a`"])
def test_open_markup_is_not_balanced(text: str) -> None:
    assert not is_balanced(text)


@given(st.text(alphabet="ab *_`~[]()!\\$\n<", max_size=60))
@settings(deadline=None, max_examples=300)
def test_closing_changes_only_the_end(text: str) -> None:
    result = close_markup(text)
    common = next(
        (at for at, pair in enumerate(zip(text, result, strict=False)) if pair[0] != pair[1]),
        min(len(text), len(result)),
    )
    assert not set(result[common:]) - set("*_~`](#) \\)$")
    assert len(text) - common <= 60
