"""Removes secrets from what leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from ppchat.core.security.variables import is_variable

MASK: Final = "•••"
_DEPTH_LIMIT: Final = 200
"""Maximum nesting of a value: each level takes up to three calls, of the 1,000 there are."""

_SECRET_HEADER: Final = re.compile(
    r"authorization|cookie|api[-_]?key|token|secret|password|credential|(?:openai|anthropic)-organization",
    re.IGNORECASE,
)
_SECRET_FIELD: Final = re.compile(
    r"(?:.*[-_])?(?:authorization|api[-_]?key|access[-_]?token|secret|password|credentials?)",
    re.IGNORECASE,
)
_SECRET_PARAMETER: Final = re.compile(r"key|token|secret|password|sig", re.IGNORECASE)
# The key formats of OpenAI, Anthropic, GitHub, Google, AWS, Hugging Face and others, and bearer
# tokens.
_KEY: Final = re.compile(
    r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}"
    r"|\bAIza[A-Za-z0-9_-]{30,}|\bAKIA[A-Z0-9]{16}\b|\bhf_[A-Za-z0-9]{20,}|\bxai-[A-Za-z0-9]{20,}"
    r"|\bgsk_[A-Za-z0-9]{20,}|(?<=\bBearer )[A-Za-z0-9._~+/-]{8,}=*"
)


def redact_text(text: str) -> str:
    """The text with everything that looks like a key masked."""
    return _KEY.sub(MASK, text)


def mask_keys(text: str) -> str:
    """The text with everything that looks like a key masked, each character for itself."""
    return _KEY.sub(lambda match: MASK[0] * len(match[0]), text)


def key_spans(text: str) -> list[tuple[int, int]]:
    """Where a text holds what looks like a key, as half-open ranges."""
    return [match.span() for match in _KEY.finditer(text)]


def redact_line(line: str) -> str:
    """A line of an HTTP head, with the value masked if it is a header that carries secrets."""
    name, colon, _ = line.partition(":")
    return f"{name}: {MASK}" if colon and is_secret_header(name) else line


def is_secret_header(name: str) -> bool:
    """Whether a header of this name carries a secret."""
    return _SECRET_HEADER.search(name) is not None


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with the values of those that carry secrets masked."""
    return {
        name: MASK if is_secret_header(name) else redact_text(value)
        for name, value in headers.items()
    }


def redact_json(value: Any) -> Any:
    """A JSON value with secrets masked: fields by their names, and text that looks like a key.

    What is nested too deeply to be walked is masked entirely.
    """
    try:
        return _redact_value(value, _DEPTH_LIMIT)
    except _NestingError:
        return MASK


class _NestingError(Exception):
    """A value is nested deeper than the limit."""


def _redact_value(value: Any, levels: int) -> Any:
    if isinstance(value, str):
        return redact_text(value)
    if not isinstance(value, list | dict):
        return value
    if not levels:
        raise _NestingError
    if isinstance(value, list):
        return [_redact_value(entry, levels - 1) for entry in value]
    return {key: _redact_field(str(key), field, levels - 1) for key, field in value.items()}


def _redact_field(key: str, value: Any, levels: int) -> Any:
    if isinstance(value, str) and value and _SECRET_FIELD.fullmatch(key):
        return value if is_variable(value) else MASK
    if key == "headers" and isinstance(value, dict):  # of an MCP server in a request
        return {name: _masked_header(text) for name, text in value.items()}
    return _redact_value(value, levels)


def _masked_header(value: Any) -> Any:
    return value if isinstance(value, str) and is_variable(value) else MASK


def redact_url(url: str) -> str:
    """The URL without its user and password, and with secrets in its query masked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return MASK
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(map(_redact_parameter, parts.query.split("&")))
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def _redact_parameter(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}={MASK}" if equals and _SECRET_PARAMETER.search(name) else parameter
