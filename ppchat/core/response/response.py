"""The state of an answer after event n; how it changes is in `step`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.text.rope import Text

Data = Mapping[str, Any]

LIMIT: Final = 4096
"""Items of a turn, parts and annotations of an item; what comes beyond is only counted."""


class Usage(NamedTuple):
    """Tokens as the server counted them; None where it did not say."""

    input: int | None
    cached: int | None
    output: int | None
    reasoning: int | None
    total: int | None


class ServerError(NamedTuple):
    """What the server said went wrong; foreign, raw."""

    message: str
    code: str


class Part(NamedTuple):
    """A growing piece of an item: text, a refusal, a summary, arguments, code …"""

    kind: str
    part_index: int
    """Its `content_index`, `summary_index` or `command_index`."""
    text: Text
    done: bool = False
    annotations: tuple[Data, ...] = ()
    overruled: bool = False
    """Whether the server's final text is another than the one it streamed, not only longer."""


class Item(NamedTuple):
    """One output item: a message, reasoning, or a tool call."""

    output_index: int
    """The number by which events name it: some servers change its id at every event."""
    type: str
    id: str = ""
    status: str = "in_progress"
    """The server's word; a kind of item without a status becomes `completed` when it is done."""
    data: Data | None = None
    """The item as the server last gave it whole; None if it never did."""
    parts: tuple[Part, ...] = ()

    def text(self, kind: str) -> str:
        """The texts of all parts of one kind, a blank line between two."""
        return "\n\n".join(str(part.text) for part in self.parts if part.kind == kind and part.text)

    @property
    def open(self) -> bool:
        """Whether more may come."""
        return self.status == "in_progress"


class Turn(NamedTuple):
    """What is known of an answer after `seen` events."""

    seen: int = 0
    status: str = ""
    """Empty before the first event, then the server's word: queued, in_progress, completed …"""
    response_id: str = ""
    model: str = ""
    stored: bool | None = None
    """Whether the server keeps the response, so that the next request can name it."""
    items: tuple[Item, ...] = ()
    """In the order of their `output_index`."""
    usage: Usage | None = None
    error: ServerError | None = None
    reason: str = ""
    """Why the answer is incomplete, in the server's word."""

    @property
    def ended(self) -> bool:
        """Whether a terminal event has come."""
        return self.status in TERMINAL_STATUS

    @property
    def text(self) -> str:
        """The answer's text, without reasoning, refusals and tools."""
        return "\n\n".join(
            text for item in self.items if item.type == "message" and (text := item.text("text"))
        )


TERMINAL_STATUS: Final = frozenset({"completed", "incomplete", "failed", "cancelled"})

START: Final = Turn()
"""The state before any event."""
