"""Code for a page."""

from __future__ import annotations

import html
import re

import pytest

from ppchat.adapters.html.code import code_html


@pytest.mark.parametrize("language", ["python", "rust {.x}", "json", "", "x" * 99, "<b>"])
@pytest.mark.parametrize(
    "code", ['def f(a: int) -> str:\n\treturn "<&>"  # x\n', "{", "", "\\\n" * 9]
)
def test_the_code_itself_is_unchanged(code: str, language: str) -> None:
    assert html.unescape(re.sub(r"</?span[^>]*>", "", code_html(code, language))) == code


def test_very_long_lines_stay_plain() -> None:
    assert "<span" not in code_html("x = 1 " * 200, "python")
    assert "<span" in code_html("x = 1 " * 20, "python")
