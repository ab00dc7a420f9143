"""What leaves the machine, without its secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

MASK: Final = "•••"

_SECRET_HEADER: Final = re.compile(
    r"authorization|cookie|api[-_]?key|token|secret|password|credential|openai-organization",
    re.IGNORECASE,
)
_SECRET_FIELD: Final = re.compile(
    r"(?:.*[-_])?(?:authorization|api[-_]?key|access[-_]?token|secret|password|credentials?)",
    re.IGNORECASE,
)
# Keys as OpenAI, Anthropic, GitHub, Google, AWS, Hugging Face and others write them, and
# bearer tokens.
_KEY: Final = re.compile(
    r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}"
    r"|\bAIza[A-Za-z0-9_-]{30,}|\bAKIA[A-Z0-9]{16}\b|\bhf_[A-Za-z0-9]{20,}|\bxai-[A-Za-z0-9]{20,}"
    r"|\bgsk_[A-Za-z0-9]{20,}|(?<=\bBearer )[A-Za-z0-9._~+/-]{8,}=*"
)


def masked_text(text: str) -> str:
    """The text with what reads like a key masked."""
    return _KEY.sub(MASK, text)


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without the values of those that carry secrets."""
    return {
        name: MASK if _SECRET_HEADER.search(name) else masked_text(value)
        for name, value in headers.items()
    }


def masked(value: Any) -> Any:
    """A JSON value with its secrets masked: fields that are named so, and what reads like a key."""
    try:
        return _masked(value)
    except RecursionError:
        return MASK


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if isinstance(value, dict):
        return {key: _masked_field(str(key), each) for key, each in value.items()}
    return value


def _masked_field(key: str, value: Any) -> Any:
    if isinstance(value, str) and value and _SECRET_FIELD.fullmatch(key):
        return MASK
    if key == "headers" and isinstance(value, dict):  # of an MCP server that a request names
        return dict.fromkeys(value, MASK)
    return _masked(value)


def masked_url(url: str) -> str:
    """The address without a password, or what in its query reads like a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return MASK
    place = parts.netloc.rpartition("@")[2]
    query = re.sub(
        r"(?i)((?:^|&)[^=&]*(?:key|token|secret|password|sig)[^=&]*=)[^&]*",
        rf"\1{MASK}",
        parts.query,
    )
    return urlunsplit((parts.scheme, place, parts.path, query, ""))
