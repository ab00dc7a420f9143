"""The content of a line without text, in one line."""

from __future__ import annotations

from ppchat.core.dialects.ollama.line import image_count, message_of
from ppchat.core.stream.error_body import parse_error_object
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import count, mapping, mappings, string


def summarize(event: Event) -> str:
    """What a line carries besides text, in one line; foreign, raw."""
    data = event.data
    calls = mappings(message_of(data), "tool_calls")
    words = [string(mapping(call, "function"), "name") for call in calls]
    if images := image_count(data):
        words.append(pluralize(images, "image"))
    words.append(string(data, "done_reason"))
    tokens = count(data, "eval_count")
    if tokens is not None:
        words.append(pluralize(tokens, "token"))
    if event.type == "error":
        words.append(parse_error_object(data)[0])
    return " · ".join(word for word in words if word) or string(data, "model")
