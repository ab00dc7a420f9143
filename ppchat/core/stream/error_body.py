"""The words of a body that holds an error, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

from ppchat.core.text.json_text import parse_json

MESSAGE_LIMIT: Final = 2000
"""Maximum bytes of a server's message."""

_HTML_TITLE: Final = re.compile(r"<title[^<>]*+>([^<]*)", re.IGNORECASE)
_HTML_HIDDEN: Final = re.compile(
    r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_HTML_TAG: Final = re.compile(r"<[^<>]*+>")


def parse_error_body(body: bytes) -> tuple[str, str]:
    """The message of an error body, in one line, and its code; either may be empty."""
    text = body.decode(errors="replace").strip()
    if "\0" in text or text.count("\ufffd") > len(text) // 10:
        return "(binary data)", ""
    try:
        data = parse_json(text)
    except ValueError:
        data = None
    if isinstance(data, dict):
        message, code = parse_error_object(data)
        if message:
            return message, code
    title = _HTML_TITLE.search(text) if text.startswith("<") else None
    if title and title[1].strip():
        return clean_line(unescape(title[1])), ""
    if text.startswith("<"):
        text = unescape(_HTML_TAG.sub(" ", _HTML_HIDDEN.sub(" ", text))).strip()
    lines = text.splitlines()
    return clean_line(lines[0]) if lines else "", ""


def parse_error_object(data: Mapping[str, Any]) -> tuple[str, str]:
    """The message of an error object, in one line, and its code; either may be empty."""
    error = data.get("error")
    if isinstance(error, str):
        return clean_line(error), ""
    source = error if isinstance(error, dict) else data
    code = source.get("code") or source.get("type")
    for key in ("message", "detail", "msg", "title"):
        value = source.get(key)
        if isinstance(value, list):  # FastAPI's list of rejected fields
            value = "; ".join(
                f"{'.'.join(map(str, entry.get('loc', ())))}: {entry.get('msg', '')}"
                for entry in value
                if isinstance(entry, dict) and isinstance(entry.get("loc", ()), list | tuple)
            )
        if isinstance(value, str) and value.strip():
            # Some messages do not name it: "Required"; LiteLLM writes what it does not know so.
            param = source.get("param")
            if isinstance(param, str) and param not in ("", "None") and param not in value:
                value = f"{value} ({param})"
            return clean_line(value), str(code) if code else ""
    return "", str(code) if code else ""


def clean_line(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """Foreign text as one line of at most `limit` bytes; not yet sanitized for display."""
    line = " ".join(text[: 4 * limit].split())
    data = line.encode(errors="replace")
    return line if len(data) <= limit else data[: limit - 3].decode(errors="ignore") + "…"
