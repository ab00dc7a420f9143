"""The event types of Ollama, which are derived from what a line does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.joined_types import JoinedTypes
from ppchat.core.dialects.ollama.line import growths, image_count, is_line
from ppchat.core.dialects.vocabulary import EventType, Family
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE
from ppchat.core.text.json_fields import string

PREFIX: Final = "line."
"""The beginning of the names of all lines of an answer."""

EVENT_TYPES: Final[Mapping[str, EventType]] = JoinedTypes(
    PREFIX,
    (
        EventType(
            "line.thinking",
            Family.REASONING,
            "A piece of the model's reasoning.",
            grows="reasoning",
        ),
        EventType("line.content", Family.TEXT, "A piece of the answer's text.", grows="text"),
        EventType("line.tool_call", Family.TOOL, "A whole call of a tool.", grows="arguments"),
        EventType("line.image", Family.TOOL, "An image, which is not shown."),
        EventType(
            "line.done",
            Family.LIFECYCLE,
            "The end of the answer: why it ends, tokens, and the server's own durations.",
            response_status="completed",
        ),
        EventType("line.empty", Family.KEEPALIVE, "A line that adds nothing."),
        EventType("error", Family.ERROR, "Something went wrong on the server's side."),
        EventType(
            DONE, Family.LIFECYCLE, "Not a line: the sentinel of other protocols.", in_sdk=False
        ),
        EventType(COMMENT, Family.KEEPALIVE, "Not a line: a comment.", in_sdk=False),
    ),
)
"""Every known event type, by name, roughly in the order of a stream."""

_WORDS: Final = {"reasoning": "thinking", "text": "content", "arguments": "tool_call"}
"""The word for each kind of part that a line adds to."""


def type_of(data: JsonObject) -> str:
    """The type of a line with this data: what it does, in words joined by `+`."""
    if reports_error(data):
        return "error"
    if not is_line(data):
        return string(data, "type")
    words = list(dict.fromkeys(_WORDS[growth.kind] for growth in growths(data)))
    if image_count(data):
        words.append("image")
    if data.get("done") is True:
        words.append("done")
    return PREFIX + ("+".join(words) or "empty")


def reports_error(data: JsonObject) -> bool:
    """Whether a line reports an error, which ends the stream."""
    error = data.get("error")
    return bool(error) and isinstance(error, str | dict)
