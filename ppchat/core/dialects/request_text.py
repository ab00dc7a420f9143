"""The text of the messages in a request, as several protocols write them."""

from __future__ import annotations

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def last_user_text(messages: object) -> str:
    """The text of the user's last message that has any; empty if there is none."""
    texts = (
        content_text(message.get("content"))
        for message in reversed(messages if isinstance(messages, list) else [])
        if isinstance(message, dict) and message.get("role") == "user"
    )
    return next((text for text in texts if text), "")


def content_text(content: object) -> str:
    """The text of a message's content: a string, or a list of parts of which some are text."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str))


def answered_ids(body: JsonObject) -> list[str]:
    """The ids of the calls that a request answers at its end, after all its other messages."""
    messages = body.get("input") or body.get("messages")
    ids: list[str] = []
    for message in reversed(messages if isinstance(messages, list) else []):
        answered = _ids_in(message) if isinstance(message, dict) else []
        if not answered:
            break
        ids = [*answered, *ids]
    return ids


def _ids_in(message: JsonObject) -> list[str]:
    """The ids of the calls that a message answers, as several protocols write them."""
    kind = string(message, "type")
    blocks = mappings(message, "content") if message.get("role") == "user" else []
    ids = [
        string(message, "call_id") if kind.endswith("_output") else "",
        string(message, "approval_request_id"),
        string(message, "tool_call_id"),
        *(string(block, "tool_use_id") for block in blocks),
    ]
    return [call_id for call_id in ids if call_id]
