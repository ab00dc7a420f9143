"""The state of an answer after event n; the reducer of its dialect changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.text.rope import Rope

JsonObject = Mapping[str, Any]

ENTRY_LIMIT: Final = 4096
"""Maximum items of a response, and parts and annotations of an item; the rest are ignored."""


class Usage(NamedTuple):
    """Tokens as the server counted them; None for counts it did not send."""

    input: int | None
    cached: int | None
    output: int | None
    reasoning: int | None
    total: int | None
    written: int | None = None
    """Of the input: what the server wrote to its cache, which some count apart."""


class ServerError(NamedTuple):
    """The server's error message; foreign and raw."""

    message: str
    code: str


class ContentPart(NamedTuple):
    """A growing part of an item: text, a refusal, a summary, arguments, code …"""

    kind: str
    part_index: int
    """Its `content_index`, `summary_index` or `command_index`."""
    text: Rope
    done: bool = False
    annotations: tuple[JsonObject, ...] = ()
    overruled: bool = False
    """Whether the server's final text contradicts the one it streamed, rather than extend it."""


class OutputItem(NamedTuple):
    """One output item: a message, reasoning, or a tool call."""

    output_index: int
    """The index by which events refer to it: some servers change its id at every event."""
    type: str
    id: str = ""
    status: str = "in_progress"
    """The server's word; an item without a status becomes `completed` when it is done."""
    data: JsonObject | None = None
    """The complete item as the server last sent it; None if it never did."""
    parts: tuple[ContentPart, ...] = ()
    continues: bool = False
    """Whether its text goes on where that of the item before it ends, in the same sentence."""

    def text(self, kind: str) -> str:
        """The texts of all parts of one kind, separated by blank lines."""
        return "\n\n".join(str(part.text) for part in self.parts if part.kind == kind and part.text)

    @property
    def open(self) -> bool:
        """Whether it may still grow."""
        return self.status == "in_progress"


class Response(NamedTuple):
    """What is known of an answer after `seen` events."""

    seen: int = 0
    status: str = ""
    """Empty before the first event, then the server's word: queued, in_progress, completed …"""
    response_id: str = ""
    model: str = ""
    stored: bool | None = None
    """Whether the server stores the response, so that the next request can refer to it."""
    items: tuple[OutputItem, ...] = ()
    """Ordered by `output_index`."""
    usage: Usage | None = None
    error: ServerError | None = None
    reason: str = ""
    """Why the answer is incomplete, in the server's words."""
    counts: Mapping[str, int] | None = None
    """Tokens or nanoseconds by the server's names, where a dialect has need of them."""

    @property
    def ended(self) -> bool:
        """Whether a terminal event has arrived."""
        return self.status in TERMINAL_STATUSES

    @property
    def text(self) -> str:
        """The answer's text, without reasoning, refusals and tools."""
        return "\n\n".join(
            text
            for item in self.joined_items
            if item.type == "message" and (text := item.text("text"))
        )

    @property
    def joined_items(self) -> tuple[OutputItem, ...]:
        """The items, with each that continues a text joined to the one that it continues."""
        if not any(item.continues for item in self.items):
            return self.items
        joined: list[OutputItem] = []
        for item in self.items:
            if item.continues and joined:
                joined[-1] = _joined(joined[-1], item)
            else:
                joined.append(item)
        return tuple(joined)


def _joined(first: OutputItem, second: OutputItem) -> OutputItem:
    """One item with the texts of both; the parts of the second follow where none is of a kind."""
    parts = list(first.parts)
    for part in second.parts:
        if parts and parts[-1].kind == part.kind:
            before = parts.pop()
            part = part._replace(
                part_index=before.part_index,
                text=before.text + str(part.text),
                annotations=(*before.annotations, *part.annotations),
                overruled=before.overruled or part.overruled,
            )
        parts.append(part)
    return first._replace(status=second.status, parts=tuple(parts))


TERMINAL_STATUSES: Final = frozenset({"completed", "incomplete", "failed", "cancelled"})

EMPTY_RESPONSE: Final = Response()
"""The state before any event."""
