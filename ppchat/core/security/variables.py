"""Variables in the place of secrets: `$NAME` or `${NAME}` in what is shown and stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_VARIABLE: Final = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")

_SCHEME: Final = re.compile(r"^[A-Za-z]+ ")


def variable_names(text: str) -> tuple[str, ...]:
    """The variables that a text names, in order."""
    return tuple(match[1] or match[2] for match in _VARIABLE.finditer(text))


def replace_variables(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable replaced by its value. Raises KeyError for one without."""
    return _VARIABLE.sub(lambda match: values[match[1] or match[2]], text)


def is_variable(text: str) -> bool:
    """Whether a text is a variable alone, perhaps after a word such as "Bearer"."""
    return _VARIABLE.fullmatch(_SCHEME.sub("", text)) is not None
