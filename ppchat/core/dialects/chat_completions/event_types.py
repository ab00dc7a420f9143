"""The event types of Chat Completions, which are derived from what a chunk does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import delta_of, growths, indexed_choices
from ppchat.core.dialects.chat_completions.server_reports import reports_error, usage_data
from ppchat.core.dialects.joined_types import JoinedTypes
from ppchat.core.dialects.vocabulary import EventType, Family
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE
from ppchat.core.text.json_fields import string

PREFIX: Final = "chunk."
"""The beginning of the names of all chunks."""

_BASE: Final[tuple[EventType, ...]] = (
    EventType(
        "chunk.role",
        Family.LIFECYCLE,
        "The answer begins: names the role of its author.",
        response_status="in_progress",
    ),
    EventType(
        "chunk.reasoning", Family.REASONING, "A piece of the model's reasoning.", grows="reasoning"
    ),
    EventType("chunk.content", Family.TEXT, "A piece of the answer's text.", grows="text"),
    EventType("chunk.refusal", Family.TEXT, "A piece of the text of a refusal.", grows="refusal"),
    EventType(
        "chunk.tool_call",
        Family.TOOL,
        "The beginning of a call, or a piece of its arguments.",
        grows="arguments",
    ),
    EventType(
        "chunk.audio",
        Family.TEXT,
        "A piece of speech, or of its transcript.",
        grows="transcript",
    ),
    EventType("chunk.image", Family.TOOL, "An image.", in_sdk=False),
    EventType("chunk.annotation", Family.TEXT, "Sources of the answer's text.", in_sdk=False),
    EventType(
        "chunk.filter", Family.LIFECYCLE, "What a content filter says, without text of the answer."
    ),
    EventType(
        "chunk.finish",
        Family.LIFECYCLE,
        "The end of a choice; `finish_reason` says why.",
        response_status="completed",
    ),
    EventType("chunk.usage", Family.LIFECYCLE, "The tokens used, as the server counts them."),
    EventType("chunk.empty", Family.KEEPALIVE, "A chunk that adds nothing."),
    EventType("error", Family.ERROR, "Something went wrong on the server's side of the stream."),
    EventType(
        DONE,
        Family.LIFECYCLE,
        "Not a chunk: the sentinel that ends the stream.",
        response_status="completed",
    ),
    EventType(
        COMMENT,
        Family.KEEPALIVE,
        "Not an event: a comment, sent to keep the connection open.",
        in_sdk=False,
    ),
)


EVENT_TYPES: Final[Mapping[str, EventType]] = JoinedTypes(PREFIX, _BASE)
"""Every known event type, by name, roughly in the order of a stream."""

_WORDS: Final = {
    "reasoning": "reasoning",
    "summary": "reasoning",
    "text": "content",
    "refusal": "refusal",
    "transcript": "audio",
    "audio": "audio",
    "arguments": "tool_call",
    "input": "tool_call",
    "image": "image",
    "annotation": "annotation",
    "finish": "finish",
    "usage": "usage",
    "error": "error",
}
"""What a chunk may do, in the order in which its name says so, and the word for it."""

_REPORTS: Final = frozenset({"error", "citations", "search_results", "x_groq"})
"""The fields of a chunk that do more than its deltas."""


def type_of(data: JsonObject) -> str:
    """The type of a chunk with this data: what it does, in words joined by `+`."""
    try:  # nearly all chunks have one choice with a piece of its text and nothing else
        (choice,) = data["choices"]
        delta = choice["delta"]
        if (
            len(delta) == 1
            and (text := delta["content"])
            and type(text) is str
            and choice["finish_reason"] is None
            and "error" not in choice
            and "usage" not in choice
            and not data.get("usage")
            and _REPORTS.isdisjoint(data)
        ):
            return "chunk.content"
    except (KeyError, TypeError, ValueError):
        pass
    if type(data.get("choices")) is not list:
        return _type_without_choices(data)
    return _type_of_choices(data)


def _type_without_choices(data: JsonObject) -> str:
    if reports_error(data):
        return "error"
    if string(data, "object").startswith("chat.completion"):
        return "chunk.usage" if usage_data(data) else "chunk.empty"
    return string(data, "type")


def _type_of_choices(data: JsonObject) -> str:
    does = {growth.kind for growth in growths(data)}
    has_role = has_filter = False
    for _, choice in indexed_choices(data):
        delta = delta_of(choice)
        has_role = has_role or "role" in delta
        has_filter = has_filter or "content_filter_results" in choice
        if choice.get("finish_reason"):
            does.add("finish")
        if delta.get("annotations"):
            does.add("annotation")
    if data.get("citations") or data.get("search_results"):
        does.add("annotation")
    if usage_data(data):
        does.add("usage")
    if reports_error(data):
        does.add("error")
    if does:
        words = dict.fromkeys(word for key, word in _WORDS.items() if key in does)
        return PREFIX + "+".join(words) if words.keys() != {"error"} else "error"
    if has_role:
        return "chunk.role"
    if has_filter or data.get("prompt_filter_results"):
        return "chunk.filter"
    return "chunk.empty"
