"""The event types of Chat Completions, which are derived from what a chunk does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ppchat.core.dialects.dialect import EventType, Family
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE
from ppchat.core.text.json_fields import mapping, string

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


class _JoinedTypes(Mapping[str, EventType]):
    """The types, and those joined by `+` for chunks that do several things at once."""

    def __init__(self, base: tuple[EventType, ...]) -> None:
        self._base = {event_type.name: event_type for event_type in base}
        self._joined: dict[str, EventType] = {}

    def __getitem__(self, name: str) -> EventType:
        known = self._base.get(name) or self._joined.get(name)
        if known is None:
            known = self._joined[name] = self._join(name)
        return known

    def _join(self, name: str) -> EventType:
        words = name.removeprefix(PREFIX).split("+")
        if not name.startswith(PREFIX) or len(words) < 2 or len(set(words)) < len(words):
            raise KeyError(name)
        parts = [self._base[word if word == "error" else PREFIX + word] for word in words]
        growing = [part for part in parts if part.grows]
        first = next((part for part in parts if part.family is Family.ERROR), (growing or parts)[0])
        texts = [part for part in growing if part.grows == "text"]
        return EventType(
            name,
            first.family,
            " ".join(part.meaning for part in parts),
            grows=(texts or growing)[0].grows if growing else "",
            response_status=_status(parts),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._base)

    def __len__(self) -> int:
        return len(self._base)


def _status(parts: list[EventType]) -> str:
    statuses = [part.response_status for part in parts if part.response_status]
    return "completed" if "completed" in statuses else "".join(statuses[:1])


EVENT_TYPES: Final[Mapping[str, EventType]] = _JoinedTypes(_BASE)
"""Every known event type, by name, roughly in the order of a stream."""

_TEXT_WORDS: Final = {
    "reasoning_content": "reasoning",
    "reasoning": "reasoning",
    "content": "content",
    "refusal": "refusal",
}


def type_of(data: JsonObject) -> str:
    """The type of a chunk with this data: what it does, in words joined by `+`."""
    choices = data.get("choices")
    if type(choices) is not list:
        if isinstance(data.get("error"), dict | str) and data.get("error"):
            return "error"
        if string(data, "object").startswith("chat.completion"):
            return "chunk.usage" if mapping(data, "usage") else "chunk.empty"
        return string(data, "type")
    words: dict[str, None] = {}
    has_role = False
    for choice in choices:
        if type(choice) is not dict:
            continue
        delta = choice.get("delta")
        if type(delta) is dict:
            has_role = has_role or "role" in delta
            for field, word in _TEXT_WORDS.items():
                if delta.get(field) and type(delta[field]) is str:
                    words[word] = None
            if delta.get("tool_calls") and type(delta["tool_calls"]) is list:
                words["tool_call"] = None
        if choice.get("finish_reason"):
            words["finish"] = None
        elif not words and not has_role and "content_filter_results" in choice:
            words["filter"] = None
    if data.get("usage"):
        words["usage"] = None
    if data.get("error"):
        words["error"] = None
    if words:
        return PREFIX + "+".join(words)
    if has_role:
        return "chunk.role"
    return "chunk.filter" if "prompt_filter_results" in data else "chunk.empty"
