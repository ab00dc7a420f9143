"""Formulas in a text: where they are, and as Unicode where that reads well."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_FORMULA: Final = re.compile(
    r"\\\((?P<round>.{1,600}?)\\\)|\\\[(?P<square>.{1,600}?)\\\]|\$\$(?P<double>.{1,600}?)\$\$"
    r"|\$(?P<single>(?!\s)[^$\n]{0,300}?[^\s\\$])\$(?![\w$])",
    re.DOTALL,
)
_DISPLAY: Final = re.compile(r"\s*(?:\\\[(.*)\\\]|\$\$(.*)\$\$)\s*", re.DOTALL)
_MACRO: Final = re.compile(r"\\(?:text|mathrm|operatorname|mathbf|mathit)\s*\{[^{}]*\}|\\[A-Za-z]+")
_PROSE: Final = re.compile(
    r"^[\d.,]+$|[^\W\d_]{3}|\b[^\W\d_]{2}\s|[;!?`\"]|\d\s*[,–]?\s+[^\W\d_]{2}|[A-Z]{2}"
)
"""What a formula between single dollars is not, or does not have: a number, words, a variable."""


def match_formula(text: str, at: int, stop: int) -> re.Match[str] | None:
    """The formula at `at`, delimiters included; prices and shell variables are none."""
    match = _FORMULA.match(text, at, stop)
    if match is None or match["single"] is None:
        return match
    before = text[at - 1 : at]
    if before.isalnum() or before == "$" or _PROSE.search(_MACRO.sub("", match["single"])):
        return None
    return match


def inline_formula(source: str) -> str:
    """A formula with its delimiters as one line of Unicode; empty if it is best left as it is."""
    match = _FORMULA.fullmatch(source)
    lines = _lines(match[match.lastgroup or 0]) if match is not None else ()
    return lines[0] if len(lines) == 1 else ""


def display_formula(source: str) -> tuple[str, ...]:
    """The lines of a formula that stands by itself; none if it is best left as it is."""
    match = _DISPLAY.fullmatch(source)
    return _lines(match[1] or match[2] or "") if match is not None else ()


@lru_cache(maxsize=1024)
def _lines(body: str) -> tuple[str, ...]:
    from ppchat.tui.transcript.render.math.latex import formula_lines

    return formula_lines(body)
