"""The seam: what a protocol says, so that nothing above it knows a protocol by name.

A dialect is how a protocol names events, what they add to a response, how it ends, which rules a
right stream follows, and how the next request is written. Transport is another matter: the same
events may come as server-sent events, over a WebSocket or as lines of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from ppchat.core.dialects.finding import Finding, Rule
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import TERMINAL_STATUSES, JsonObject, Response
from ppchat.core.stream.event import Event
from ppchat.core.stream.signals import Ended, Request


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


def _no_description(_: JsonObject) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ItemType:
    """What is known about one type of output item."""

    name: str
    label: str
    """A short name, for lanes and lists."""
    family: Family = Family.TOOL
    title: str = ""
    """The heading of its cell; empty for items that are shown as JSON."""
    describe: Callable[[JsonObject], str] = _no_description
    """What the heading says of a complete item: the name of a function, a query …; foreign."""
    part_kind: str = ""
    """The kind of the part whose whole text is a field of the complete item."""
    text_field: str = ""
    """That field."""
    answered_by: str = ""
    """The type of item with which the client must answer it; empty where none is awaited."""


PartKey = tuple[int, str, int]
"""Where a content part stands: output index (-1 for none), kind, index among its kind."""


class RecordingView(Protocol):
    """What a dialect reads of a recording."""

    @property
    def dialect(self) -> Dialect:
        """The dialect of its events."""

    @property
    def request(self) -> Request:
        """The request that it answers."""

    @property
    def ended(self) -> Ended | None:
        """How the bytes ended; None while they arrive."""

    @property
    def response(self) -> Response:
        """The state after all events so far."""

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it is in progress."""

    def __len__(self) -> int:
        """The number of events."""

    def raw(self, n: int, /) -> bytes:
        """The raw bytes of event `n`."""

    def event(self, n: int, /) -> Event:
        """Event `n`."""


class Turn(Protocol):
    """A prompt and its answer, earlier in a conversation."""

    @property
    def prompt(self) -> str:
        """What the user wrote."""

    @property
    def recording(self) -> RecordingView:
        """The answer."""


class NextBody(NamedTuple):
    """The body of the next request of a conversation."""

    body: dict[str, Any]
    chained: int | None
    """The index of the turn whose stored response the server continues from."""
    message_count: int
    """The number of messages in the body, the new prompt included."""


class BuildBody(Protocol):
    """Writes the body of the request that continues a conversation."""

    def __call__(
        self,
        turns: Sequence[Turn],
        prompt: str,
        /,
        *,
        model: str,
        base_url: str,
        instructions: str,
        extra: Mapping[str, Any],
        chain: bool,
    ) -> NextBody:
        """The body; without `chain` it refers to no stored response."""


@dataclass(frozen=True)
class Dialect:
    """A protocol: its tables, and the functions made from them."""

    name: str
    prefix: str
    """The beginning that nearly all event types share; left out where space is short."""
    brief_prefixes: Mapping[str, str]
    """Shorter beginnings of event types without their prefix, for a narrow list."""
    event_types: Mapping[str, EventType]
    item_types: Mapping[str, ItemType]
    part_kinds: Mapping[str, PartKind]
    matches: Callable[[str, JsonObject], bool]
    """Whether a stream is of this dialect, by the path of its request, else its first data."""
    type_of: Callable[[JsonObject], str]
    """The type of an event with this data; empty if it names none."""
    delta_text: Callable[[str, JsonObject], str]
    """The text that an event of a type with this data adds to a part; empty if it adds none."""
    output_index: Callable[[JsonObject], int]
    """The index of the item, and so the lane, of an event with this data; -1 for none."""
    part_of: Callable[[Event], PartKey | None]
    """The part that an event's delta grows; None for a type without a delta."""
    with_delta: Callable[[Event, str], Event]
    """The event with another delta: that of several events for the same part, joined."""
    reduce: Callable[[Response, Event], Response]
    """The state after one more event. Never raises: invalid data changes only the count."""
    summarize: Callable[[Event], str]
    """The content of an event without a delta, in one line; foreign, raw."""
    rules: tuple[Rule, ...]
    """What a sound stream of this dialect does, as `protocol_findings` checks it."""
    protocol_findings: Callable[[RecordingView], list[Finding]]
    """Where a stream departs from the protocol, in stream order."""
    build_body: BuildBody
    last_prompt: Callable[[JsonObject], str]
    """The last prompt in the body of a request; empty if there is none."""
    response_json: Callable[[RecordingView], dict[str, Any]]
    """The response as the server would return it without streaming."""

    @cached_property
    def terminal_types(self) -> frozenset[str]:
        """The event types that end a stream."""
        return frozenset(
            name
            for name, event_type in self.event_types.items()
            if event_type.response_status in TERMINAL_STATUSES
        )

    @cached_property
    def answer_types(self) -> frozenset[str]:
        """The event types whose deltas carry the answer's text."""
        return frozenset(
            name for name, event_type in self.event_types.items() if event_type.grows == "text"
        )

    @cached_property
    def text_fields(self) -> tuple[str, ...]:
        """The fields that hold the whole text of a finished part."""
        fields = (event_type.text_field for event_type in self.event_types.values())
        return tuple(dict.fromkeys(field for field in fields if field))

    def family(self, event_type: str) -> Family:
        """What events of a type are about."""
        known = self.event_types.get(event_type)
        return known.family if known else Family.UNKNOWN

    def short_type(self, event_type: str) -> str:
        """A type without the prefix that nearly all share."""
        return event_type.removeprefix(self.prefix)

    def brief_type(self, event_type: str) -> str:
        """A type as short as a narrow list needs it."""
        name = self.short_type(event_type)
        for prefix, replacement in self.brief_prefixes.items():
            if name.startswith(prefix):
                return replacement + name[len(prefix) :]
        return name.replace("_call.", ".")

    def item_label(self, item_type: str) -> str:
        """A short name for a type of output item; foreign where the type is unknown."""
        known = self.item_types.get(item_type)
        return known.label if known else item_type.removesuffix("_call").replace("_", " ") or "item"

    def item_family(self, item_type: str) -> Family:
        """The family to which an item of this type belongs."""
        known = self.item_types.get(item_type)
        if known:
            return known.family
        return Family.TOOL if item_type else Family.UNKNOWN
