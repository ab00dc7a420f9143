"""The text of the messages in a request, as several protocols write them."""

from __future__ import annotations


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
