"""Where formulas are in a text, and where what looks like one is none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ppchat.tui.transcript.render.math.formula import display_formula, inline_formula, match_formula


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10.",
        "$5-$10 or $5/$10",
        "$HOME/$USER",
        "$PATH:$HOME$",
        "$US 5$",
        "$x and $y are set",
        "$20 (or $30)",
        "$20 per month, or 200$",
        "${VAR} and ${OTHER}$",
        "$ x $",
        "$100$s",
        "$5$",
        "$1,000.50$",
    ],
)
def test_prices_and_shell_variables_are_no_formulas(text: str) -> None:
    assert match_formula(text, 0, len(text)) is None


def test_a_dollar_after_a_letter_begins_no_formula() -> None:
    assert match_formula("US$x$", 2, 5) is None
    assert match_formula("(US)$x$", 4, 7) is not None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$n$", "n"),
        ("$x^2$", "x²"),
        (r"\(a_i\)", "aᵢ"),
        (r"$$\alpha$$", "α"),
        (r"\[ \text{if } x \le 1 \]", "if x ≤ 1"),
        (r"\(\unknown{x}\)", ""),
        ("\\(\\)", ""),
        ("x^2", ""),
    ],
)
def test_a_formula_in_a_line_is_unicode_or_left_as_it_is(source: str, text: str) -> None:
    assert inline_formula(source) == text


def test_a_formula_by_itself_may_have_lines() -> None:
    source = "$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$"
    assert display_formula(source) == ("a = b", "c = d")
    assert inline_formula(source) == ""


def test_the_library_is_loaded_with_the_first_formula_only() -> None:
    code = (
        "import sys; from ppchat.tui.transcript.render.inline import inline_spans;"
        "inline_spans('**a** costs $5 and $10'); assert 'pylatexenc' not in sys.modules;"
        "inline_spans('$x$'); assert 'pylatexenc' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
