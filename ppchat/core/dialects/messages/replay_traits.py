"""What of a stream of Messages belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.dialects.replay.input_items import message_items
from ppchat.core.dialects.replay.traits import ReplayTraits
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, string


def _ids(data: JsonObject) -> Iterator[str]:
    yield string(mapping(data, "message"), "id")
    yield string(mapping(data, "content_block"), "id")


_ERROR_TYPES: Final = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
"""The type of an error, by its status."""


def _error_body(status: int, message: str, _: str | None) -> dict[str, Any]:
    usual = "api_error" if status >= 500 else "invalid_request_error"
    return {
        "type": "error",
        "error": {"type": _ERROR_TYPES.get(status, usual), "message": message},
    }


REPLAY: Final = ReplayTraits(
    ids=_ids,
    id_markers=(b'"message_start"', b'"content_block_start"'),
    input_items=lambda body: message_items(body.get("messages")),
    error_body=_error_body,
)
"""How a recording of Messages answers another request."""
