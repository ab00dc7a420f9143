"""The event types of Messages; that of a content block or of its delta has its kind as suffix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.messages.block_types import BLOCK_TYPES
from ppchat.core.dialects.vocabulary import EventType, Family
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE

PREFIX: Final = "content_block_"
"""The beginning of the names of most events."""
START: Final = "content_block_start"
DELTA: Final = "content_block_delta"
STOP: Final = "content_block_stop"

_GROWN_AT_START: Final = {"text": "text", "thinking": "reasoning", "compaction": "summary"}

EVENT_TYPES: Final[Mapping[str, EventType]] = {
    event_type.name: event_type
    for event_type in (
        EventType(
            "message_start",
            Family.LIFECYCLE,
            "The answer begins: names its id and model, and counts the input.",
            response_status="in_progress",
        ),
        *(
            EventType(
                f"{START}/{block_type}",
                Family.ITEM,
                f"A block of the type `{block_type}` begins.",
                grows=_GROWN_AT_START.get(block_type, ""),
            )
            for block_type in BLOCK_TYPES
        ),
        EventType(START, Family.ITEM, "A block of an unknown type begins.", in_sdk=False),
        EventType(f"{DELTA}/thinking", Family.REASONING, "A piece of thinking.", grows="reasoning"),
        EventType(f"{DELTA}/signature", Family.REASONING, "The signature of the thinking."),
        EventType(f"{DELTA}/text", Family.TEXT, "A piece of the answer's text.", grows="text"),
        EventType(f"{DELTA}/citations", Family.TEXT, "A source of the text before it."),
        EventType(
            f"{DELTA}/input_json",
            Family.TOOL,
            "A piece of the JSON of a tool's input.",
            grows="input",
        ),
        EventType(
            f"{DELTA}/compaction",
            Family.REASONING,
            "The summary of what the context held before.",
            grows="summary",
        ),
        EventType(DELTA, Family.ITEM, "A delta of an unknown kind.", in_sdk=False),
        EventType(STOP, Family.ITEM, "A block is complete.", item_status="completed"),
        EventType(
            "message_delta",
            Family.LIFECYCLE,
            "Why the answer stops, and the tokens used so far.",
        ),
        EventType(
            "message_stop",
            Family.LIFECYCLE,
            "The end of the stream.",
            response_status="completed",
        ),
        EventType(
            "error",
            Family.ERROR,
            "Something went wrong on the server's side, which ends the stream.",
            response_status="failed",
            in_sdk=False,
        ),
        EventType("ping", Family.KEEPALIVE, "Keeps the connection open.", in_sdk=False),
        EventType(
            DONE,
            Family.LIFECYCLE,
            "Not an event: the sentinel that ends a stream of Chat Completions.",
            in_sdk=False,
        ),
        EventType(
            COMMENT,
            Family.KEEPALIVE,
            "Not an event: a comment, sent to keep the connection open.",
            in_sdk=False,
        ),
    )
}
"""Every known event type, by name, roughly in the order of a stream."""

_START_TYPES: Final = {name: f"{START}/{name}" for name in BLOCK_TYPES}
_DELTA_TYPES: Final = {
    f"{name.partition('/')[2]}_delta": name for name in EVENT_TYPES if name.startswith(f"{DELTA}/")
}


def type_of(data: JsonObject) -> str:
    """The type of an event with this data; empty if it names none."""
    kind = data.get("type")
    if kind == DELTA:
        return _suffixed(DELTA, data.get("delta"), _DELTA_TYPES)
    if kind == START:
        return _suffixed(START, data.get("content_block"), _START_TYPES)
    if type(kind) is str:
        return kind
    # Gateways send the error of a broken stream as they would answer a request with it.
    return "error" if isinstance(data.get("error"), dict) and "object" not in data else ""


def _suffixed(kind: str, inner: object, types: Mapping[str, str]) -> str:
    name = inner.get("type") if type(inner) is dict else None
    return types.get(name, kind) if type(name) is str else kind


_TEXT_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    f"{START}/text": ("content_block", "text"),
    f"{START}/thinking": ("content_block", "thinking"),
    f"{START}/compaction": ("content_block", "content"),
    f"{DELTA}/text": ("delta", "text"),
    f"{DELTA}/thinking": ("delta", "thinking"),
    f"{DELTA}/input_json": ("delta", "partial_json"),
    f"{DELTA}/compaction": ("delta", "content"),
}
"""Where the text is that an event of a type adds: the field of an object of its data."""


def delta_text(event_type: str, data: JsonObject) -> str:
    """The text that an event adds to a part; empty if it adds none."""
    place = _TEXT_FIELDS.get(event_type)
    if place is None:
        return ""
    inner = data.get(place[0])
    text = inner.get(place[1]) if type(inner) is dict else None
    return text if type(text) is str else ""


def with_text(event_type: str, data: JsonObject, text: str) -> JsonObject:
    """The data of an event that adds `text` instead of its own."""
    place = _TEXT_FIELDS.get(event_type)
    if place is None:
        return data
    inner = data.get(place[0])
    return {**data, place[0]: {**(inner if type(inner) is dict else {}), place[1]: text}}


def output_index(data: JsonObject) -> int:
    """The index of the block that an event is about; -1 for none."""
    value = data.get("index")
    return value if type(value) is int and value >= 0 else -1
