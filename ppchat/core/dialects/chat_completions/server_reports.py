"""What a server reports beside the answer: errors and usage, in all the places where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from ppchat.core.response.response import JsonObject, ServerError, Usage
from ppchat.core.stream.error_body import parse_error_object
from ppchat.core.text.json_fields import count, mapping, mappings, string

_SHOWN: Final = 300
"""Characters that are shown of an error without a message."""

_TRY_AGAIN: Final = "The fault is the server's: try again in a moment."
_WAIT: Final = "Wait a moment, then try again."
ERROR_ADVICE: Final = {
    "insufficient_quota": "Trying again will not help: check the plan and billing of your account.",
    "402": "Trying again will not help: check the plan and billing of your account.",
    "rate_limit_exceeded": _WAIT,
    "429": _WAIT,
    "server_error": _TRY_AGAIN,
    **dict.fromkeys(("500", "502", "503", "504"), _TRY_AGAIN),
}
"""What the user can do about an error, by its code; many servers use that of HTTP."""


def _holders(data: JsonObject) -> Iterator[JsonObject]:
    """The objects of a chunk that may hold an error or usage."""
    yield data
    if "x_groq" in data:
        yield mapping(data, "x_groq")
    yield from mappings(data, "choices")


def is_flat_error(data: JsonObject) -> bool:
    """Whether the data are an error, without an object around it and without choices."""
    if "choices" in data:
        return False
    if data.get("object") == "error":
        return True
    if string(data, "message"):
        return True
    return bool(data.get("detail")) and isinstance(data["detail"], str | list)


def reports_error(data: JsonObject) -> bool:
    """Whether a chunk, or what came instead of one, reports an error."""
    return is_flat_error(data) or any(
        holder.get("error") and isinstance(holder["error"], dict | str) for holder in _holders(data)
    )


def server_error(data: JsonObject) -> ServerError | None:
    """The error that a chunk reports; None if it reports none."""
    for holder in _holders(data):
        error = holder.get("error")
        if error and isinstance(error, dict | str):
            return _read_error({"error": error}, error)
    return _read_error(data, data) if is_flat_error(data) else None


def _read_error(data: JsonObject, shown: object) -> ServerError:
    message, code = parse_error_object(data)
    if not message and isinstance(shown, dict):
        nested = mapping(shown, "message")  # Mistral's list of rejected fields
        message = parse_error_object(nested)[0] if nested else ""
    if code == "None":  # LiteLLM writes what it does not know so
        code = ""
    if not message and not code:
        message = json.dumps(shown, ensure_ascii=False)[:_SHOWN]
    return ServerError(message, code)


def usage_data(data: JsonObject) -> JsonObject:
    """The usage that a chunk states; empty if it states none."""
    for holder in _holders(data):
        usage = holder.get("usage")
        if usage and isinstance(usage, dict):
            return usage
    return {}


def read_usage(usage: JsonObject) -> Usage:
    """Usage as the server counts it."""
    cached = count(mapping(usage, "prompt_tokens_details"), "cached_tokens")
    for field in ("prompt_cache_hit_tokens", "cached_tokens"):
        cached = count(usage, field) if cached is None else cached
    return Usage(
        input=count(usage, "prompt_tokens"),
        cached=cached,
        output=count(usage, "completion_tokens"),
        reasoning=count(mapping(usage, "completion_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )
