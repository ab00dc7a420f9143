"""What the statuses of HTTP are called, the same on every Python."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

_RENAMED: Final = {
    413: ("Content Too Large", "Payload Too Large", "Request Entity Too Large"),
    414: ("URI Too Long", "Request-URI Too Long", "Request-URI Too Large"),
    416: ("Range Not Satisfiable", "Requested Range Not Satisfiable"),
    422: ("Unprocessable Content", "Unprocessable Entity"),
}
"""The names in RFC 9110, then those of older standards, which servers and Python still use."""


def status_phrase(status: int) -> str:
    """The reason phrase of a status; empty if the status is not a standard one."""
    return _phrases(status)[0]


def is_status_phrase(text: str, status: int) -> bool:
    """Whether `text` only repeats what the status is called, today or in an older standard."""
    return text.casefold() in map(str.casefold, _phrases(status))


def _phrases(status: int) -> tuple[str, ...]:
    try:
        return _RENAMED.get(status) or (HTTPStatus(status).phrase,)
    except ValueError:
        return ("",)
