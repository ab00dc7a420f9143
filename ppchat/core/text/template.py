"""Texts with variables: `{{name}}` and `{{name=default}}`; `\\{{` is two braces as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_VARIABLE: Final = re.compile(r"(\\?)\{\{\s*([A-Za-z_][\w-]*)\s*(?:=([^{}]*))?\}\}")


def variables(text: str) -> Mapping[str, str]:
    """The names of the variables in order, with their defaults; empty where there is none."""
    names: dict[str, str] = {}
    for escape, name, default in _VARIABLE.findall(text):
        if not escape:
            names[name] = names.get(name) or default.strip()
    return names


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of its variables; nothing in a value is a variable."""

    def value(match: re.Match[str]) -> str:
        return match[0][1:] if match[1] else values.get(match[2], "")

    return _VARIABLE.sub(value, text)
