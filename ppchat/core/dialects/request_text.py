"""The text of the messages in a request, as several protocols write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ppchat.core.dialects.attachments import without_files
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def last_user_text(messages: object) -> str:
    """The text of the user's last message that has any, without its files; may be empty."""
    texts = (
        without_files(content_text(message.get("content")))
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


class SentOutput(NamedTuple):
    """What a request answers to a call; foreign."""

    call_id: str
    text: str
    approved: bool | None
    """Whether it grants a request for approval; None for other calls."""


def answered_ids(body: JsonObject) -> list[str]:
    """The ids of the calls that a request answers at its end, after all its other messages."""
    return [output.call_id for output in sent_outputs(body)]


def sent_outputs(body: JsonObject) -> list[SentOutput]:
    """What a request answers to calls at its end, after all its other messages, in order."""
    messages = body.get("input") or body.get("messages")
    outputs: list[SentOutput] = []
    for message in reversed(messages if isinstance(messages, list) else []):
        answered = list(_outputs_in(message)) if isinstance(message, dict) else []
        if not answered:
            break
        outputs = [*answered, *outputs]
    return outputs


def _outputs_in(message: JsonObject) -> Iterator[SentOutput]:
    """The answers to calls that a message holds, as several protocols write them."""
    if string(message, "type").endswith("_output") and string(message, "call_id"):
        text = content_text(message.get("output"))
        yield SentOutput(string(message, "call_id"), text, None)
    elif approval_id := string(message, "approval_request_id"):
        yield SentOutput(approval_id, "", message.get("approve") is True)
    elif call_id := string(message, "tool_call_id"):
        yield SentOutput(call_id, content_text(message.get("content")), None)
    elif message.get("role") == "user":
        for block in mappings(message, "content"):
            if use_id := string(block, "tool_use_id"):
                yield SentOutput(use_id, content_text(block.get("content")), None)
