"""What a protocol's tables say of its event types, its output items and their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject


class Family(Enum):
    """What an event is about."""

    LIFECYCLE = "lifecycle"
    ITEM = "item"
    TEXT = "text"
    REASONING = "reasoning"
    TOOL = "tool"
    ERROR = "error"
    KEEPALIVE = "keepalive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EventType:
    """What is known about one type of event."""

    name: str
    family: Family
    meaning: str
    grows: str = ""
    """The kind of content part that its delta adds to; empty for events without a delta."""
    delta_keys: tuple[str, ...] = ()
    """The keys of the delta's texts where the delta is an object, not a string."""
    finishes: str = ""
    """The kind of content part whose whole text it carries."""
    text_field: str = ""
    """The field with that text."""
    response_status: str = ""
    """The status that it gives the response."""
    item_status: str = ""
    """The status that it gives its output item."""
    in_sdk: bool = True
    """Whether the vendor's SDK has a model for it; the others occur on the wire."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of content part."""

    name: str
    item_type: str
    """The type of the item that holds it, for a server that does not announce items."""
    index_field: str = ""
    """The field with the index of such a part."""
    announced_by: str = ""
    """The event type that announces such a part; empty where its first delta begins it."""
    language: str = "text"
    """The language of its text where it belongs to a tool, for highlighting."""


def no_words(_: JsonObject) -> str:
    """Nothing to add to a heading."""
    return ""


def no_blocks(_: JsonObject) -> tuple[Block, ...]:
    """Nothing beneath a heading but the streamed parts."""
    return ()


@dataclass(frozen=True, slots=True)
class ItemType:
    """What is known about one type of output item."""

    name: str
    label: str
    """A short name, for lanes and lists."""
    family: Family = Family.TOOL
    title: str = ""
    """The heading of its cell; empty for those that are titled otherwise: messages, reasoning."""
    describe: Callable[[JsonObject], str] = no_words
    """What the heading says of an item: the name of a function, a query …; foreign, raw."""
    body: Callable[[JsonObject], Iterable[Block]] = no_blocks
    """What an item shows beneath its streamed parts: the output, an error, an image …"""
    replaced_kind: str = ""
    """The kind of streamed parts that its body, once there is one, shows better."""
    part_kind: str = ""
    """The kind of the part whose whole text is a field of the complete item."""
    text_field: str = ""
    """The path to that field, with dots; in a list of strings each is the text of a part."""
    comes_whole: bool = False
    """Whether no event carries a piece of that part."""
    is_function_call: bool = False
    """Whether it is a call that any protocol can express: a name and arguments or an input."""
    answered_by: str = ""
    """The type of item with which the client must answer it; empty where none is awaited."""
    result_types: tuple[str, ...] = ()
    """The types of items with which the server itself answers it."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The types of items with which it is answered, whoever does so."""
        return (self.answered_by,) if self.answered_by else self.result_types


PartKey = tuple[int, str, int]
"""Where a content part stands: output index (-1 for none), kind, index among its kind."""
