"""What a request sent of the conversation, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import string


def request_context(body: Mapping[str, Any]) -> str:
    """How many messages a request had, and whether the server knew those before; may be empty."""
    sent = body.get("input", body.get("messages"))
    if isinstance(sent, list):
        count = sum(1 for item in sent if isinstance(item, Mapping) and "role" in item)
    else:
        count = int(isinstance(sent, str))
    if not count:
        return ""
    is_chained = bool(string(body, "previous_response_id"))
    return pluralize(count, "message") + (", the rest by id" if is_chained else "")
