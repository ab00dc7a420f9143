"""Words of headings that several types of items share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import format_size
from ppchat.core.text.json_fields import mapping, string

_UNREMARKABLE: Final = frozenset({"", "completed", "in_progress"})
"""Statuses that the rest of the screen says, and that would change the heading as it grows."""


def joined(*words: str) -> str:
    """The words that there are, with dots between them."""
    return " · ".join(word for word in words if word)


def status(data: JsonObject) -> str:
    """The status of an item where it is worth a word: failed, incomplete, searching …"""
    word = string(data, "status")
    return "" if word in _UNREMARKABLE else word.replace("_", " ")


def phase(data: JsonObject) -> str:
    """Whether a message comments on the work or answers: commentary, final answer."""
    return string(data, "phase").replace("_", " ")


def strings(value: Any) -> list[str]:
    """The strings in a list; empty for anything else."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def encrypted(data: JsonObject) -> str:
    """The size of content that only the server can read; empty if there is none."""
    content = string(data, "encrypted_content")
    return f"encrypted, {format_size(len(content))}" if content else ""


def error_text(data: JsonObject) -> str:
    """The error of an item: a text, or an object with a code and a message."""
    error = data.get("error")
    if isinstance(error, str):
        return error
    details: Mapping[str, Any] = mapping(data, "error")
    code = details.get("code")
    code = str(code) if isinstance(code, (int, str)) else ""
    return joined(code or string(details, "type").replace("_", " "), string(details, "message"))
