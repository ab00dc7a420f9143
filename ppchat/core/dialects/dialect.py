"""The seam: what a protocol says, so that nothing above it knows a protocol by name.

A dialect is how a protocol names events, what they add to a response, how it ends, which rules a
right stream follows, and how the next request is written. Transport is another matter: the same
events may come as server-sent events, over a WebSocket or as lines of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.finding import Finding, Rule
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.dialects.replay.traits import ReplayTraits
from ppchat.core.dialects.tools import Tool
from ppchat.core.dialects.vocabulary import EventType, Family, ItemType, PartKey, PartKind
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import TERMINAL_STATUSES, JsonObject, Response
from ppchat.core.stream.event import DONE, Event
from ppchat.core.stream.signals import Ended, Request

THINK_TAGS: Final = "think-tags"
"""The variant in which the reasoning stands between tags in the text of the answer."""


class AnswerView(Protocol):
    """What a dialect reads of an answer whose bytes nobody needs."""

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


class RecordingView(AnswerView, Protocol):
    """What a dialect reads of a recording."""

    @property
    def types(self) -> tuple[str, ...]:
        """The types of its events, each once."""

    def __len__(self) -> int:
        """The number of events."""

    def raw(self, n: int, /) -> bytes:
        """The raw bytes of event `n`."""

    def event(self, n: int, /) -> Event:
        """Event `n`."""


class Turn(Protocol):
    """A prompt, or answers to calls, and the model's answer, earlier in a conversation."""

    @property
    def prompt(self) -> str:
        """What the user wrote; empty where the turn begins with answers to calls."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that were sent with the prompt."""

    @property
    def answers(self) -> tuple[CallAnswer, ...]:
        """The answers to the calls of the turn before, which it begins with instead of a prompt."""

    @property
    def recording(self) -> AnswerView:
        """The answer."""


class NextBody(NamedTuple):
    """The body of the next request of a conversation."""

    body: dict[str, Any]
    chained: int | None
    """The index of the turn whose stored response the server continues from."""
    message_count: int
    """The number of messages and other items in the body, the new prompt included."""


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
        answers: Sequence[CallAnswer] = (),
        tools: Sequence[Tool] = (),
        attachments: Sequence[Attachment] = (),
    ) -> NextBody:
        """The body; without `chain` it refers to no stored response.

        With `answers` to the calls of the last turn, it is a further round: the prompt may be
        empty. Every call that is sent has its answer, and every answer its call before it.
        """


@dataclass(frozen=True, slots=True)
class Specification:
    """One of several specifications of a protocol, whose rules differ in details."""

    label: str
    """Its name for people."""
    protocol_findings: Callable[[RecordingView], list[Finding]]
    """Where a stream departs from it, in stream order."""


class ServerDuration(NamedTuple):
    """How long a server says that it did something."""

    field: str
    """The server's name for it."""
    name: str
    """A short name."""
    meaning: str
    ns: int


class _TypesWith:
    """The event types, joined ones included, with a property."""

    def __init__(
        self, event_types: Mapping[str, EventType], test: Callable[[EventType], bool]
    ) -> None:
        self._event_types = event_types
        self._test = test
        self._known: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        answer = self._known.get(name)
        if answer is None:
            known = self._event_types.get(name)
            answer = known is not None and self._test(known)
            if known is not None:  # foreign names would grow without end
                self._known[name] = answer
        return answer


@dataclass(frozen=True)
class Dialect:
    """A protocol: its tables, and the functions made from them."""

    name: str
    """Its word on the command line and in files."""
    label: str
    """Its name for people."""
    path: str
    """What the path of a request for a stream ends in."""
    prefix: str
    """The beginning that nearly all event types share; left out where space is short."""
    brief_prefixes: Mapping[str, str]
    """Shorter beginnings of event types without their prefix, for a narrow list."""
    event_types: Mapping[str, EventType]
    """The types by name; where an event may do several things at once, it also has joined ones,
    over which it does not iterate."""
    item_types: Mapping[str, ItemType]
    part_kinds: Mapping[str, PartKind]
    recognizes: Callable[[JsonObject], bool]
    """Whether an event with this data can be of this dialect alone."""
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
    adds_only_delta: Callable[[Event], bool]
    """Whether an event with a delta changes nothing else, so that it can be joined with others."""
    item_number: Callable[[int], str]
    """The number of the item with this index among those of its type, for people; may be empty."""
    reduce: Callable[[Response, Event], Response]
    """The state after one more event. Never raises: invalid data changes only the count."""
    summarize: Callable[[Event], str]
    """The content of an event without a delta, in one line; foreign, raw."""
    describe_source: Callable[[JsonObject], str]
    """The source that an annotation of a text names, in one line; foreign, raw; may be empty."""
    incomplete_reasons: Mapping[str, tuple[str, str]]
    """Why an answer may be incomplete: each reason in words, and advice."""
    rules: tuple[Rule, ...]
    """What a sound stream of this dialect does, as `protocol_findings` checks it."""
    protocol_findings: Callable[[RecordingView], list[Finding]]
    """Where a stream departs from the protocol, in stream order."""
    build_body: BuildBody
    parameters: tuple[Parameter, ...]
    """What a request can be asked with, in the order of a form."""
    last_prompt: Callable[[JsonObject], str]
    """The last prompt in the body of a request; empty if there is none."""
    response_json: Callable[[RecordingView], dict[str, Any]]
    """The response as the server would return it without streaming."""
    calls: Callable[[Response], tuple[Call, ...]]
    """The calls of a response that has ended well which the client must answer, in order."""
    replay: ReplayTraits
    """How a recording of this dialect answers another request."""
    cited_end: Callable[[JsonObject], int | None] = lambda _: None
    """The offset in the text behind which an annotation cites its source; None if it names none."""
    error_advice: Mapping[str, str] = field(default_factory=dict)
    """What the user can do about an error, by its code."""
    first_types: tuple[str, ...] = ()
    """The event types that do nothing but begin a response; empty where there are none."""
    has_hosted_tools: bool = False
    """Whether a request can offer tools that the server runs; else they are left out."""
    streams_by_default: bool = False
    """Whether a request that does not say whether it is for a stream is for one."""
    specifications: Mapping[str, Specification] = field(default_factory=dict)
    """Where the protocol has several: each by its word on the command line, the usual one first."""
    specification_of: Callable[[RecordingView], str] = lambda _: ""
    """The word of the specification that a stream shows it keeps to."""
    sdk: str = ""
    """The part of the vendor's Python SDK that reads it: package and client; empty if none does."""
    optional_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields of a request that a server may reject, and can be asked without: their names,
    each with the words by which an error refers to it."""
    read_common: Callable[[bytes], tuple[str, JsonObject, str] | None] | None = None
    """A fast path around the parser for the commonest frames: the type, the data and the delta of
    one that it knows."""
    variants: Mapping[str, Dialect] = field(default_factory=dict)
    """The same protocol, read otherwise, by the name of what asks for it."""
    server_durations: Callable[[Response], tuple[ServerDuration, ...]] = lambda _: ()
    """What the server says of its own time."""
    message_heading: Callable[[int], str] = lambda _: ""
    """What stands above the message with this index where a response may have several answers."""
    other_paths: tuple[str, ...] = ()
    """What the paths of requests of other kinds end in."""

    @property
    def paths(self) -> tuple[str, ...]:
        """What the path of a request for a stream may end in."""
        return (self.path, *self.other_paths)

    @cached_property
    def terminal_types(self) -> Container[str]:
        """The event types that end a stream."""
        return _TypesWith(
            self.event_types, lambda known: known.response_status in TERMINAL_STATUSES
        )

    @cached_property
    def answer_types(self) -> Container[str]:
        """The event types whose deltas carry the answer's text."""
        return _TypesWith(self.event_types, lambda known: known.grows == "text")

    @cached_property
    def last_types(self) -> tuple[str, ...]:
        """The event types after which a stream has nothing more."""
        ends = (name for name in self.event_types if name in self.terminal_types)
        return (DONE,) if DONE in self.terminal_types else tuple(ends)

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

    def item_name(self, output_index: int, item_type: str) -> str:
        """The number and the label of an item, for a column; empty if the index is -1."""
        number = self.item_number(output_index) if output_index >= 0 else ""
        label = self.item_label(item_type)
        return f"{number} {label}".strip() if output_index >= 0 else ""

    def distinct_number(self, output_index: int, *, repeated: bool) -> str:
        """The number of an item where its type, which may be `repeated`, does not identify it."""
        number = self.item_number(output_index) if output_index >= 0 else ""
        return number if repeated or not number.isdecimal() else ""

    def item_family(self, item_type: str) -> Family:
        """The family to which an item of this type belongs."""
        known = self.item_types.get(item_type)
        if known:
            return known.family
        return Family.TOOL if item_type else Family.UNKNOWN
