"""The dialects that are known, and which of them a stream speaks."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.response.response import JsonObject

DEFAULT_DIALECT: Final = RESPONSES
"""The dialect of a stream that nothing identifies, and of the requests that are sent."""
DIALECTS: Final[tuple[Dialect, ...]] = (RESPONSES,)


def find_dialect(path: str, data: JsonObject) -> Dialect:
    """The dialect of a stream by the path of its request, else by its first data."""
    for dialect in DIALECTS:
        if path and dialect.matches(path, {}):
            return dialect
    return next((dialect for dialect in DIALECTS if dialect.matches("", data)), DEFAULT_DIALECT)
