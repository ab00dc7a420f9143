"""What is known about the items of a stream while its rules are checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.items.rule_table import ITEM_RULES
from ppchat.core.response.response import JsonObject


@dataclass(slots=True)
class Announcement:
    """A part that was added: its beginning and its end."""

    kind: str
    """The kind of its text; empty if unknown."""
    type: str
    added: int
    done: int | None = None


@dataclass(slots=True)
class PartState:
    """The text of a part."""

    first: int
    pieces: list[str] = field(default_factory=list)
    done: int | None = None
    """The event with the whole text."""
    whole: str | None = None
    """The text as an event stated it last; None before any did."""

    @property
    def text(self) -> str:
        """The text as it is known."""
        return "".join(self.pieces) if self.whole is None else self.whole


@dataclass(slots=True)
class ItemState:
    """An item under way."""

    index: int
    first: int
    type: str = ""
    id: str = ""
    added: int | None = None
    done: int | None = None
    data: JsonObject = field(default_factory=dict)
    """The item as it was added."""
    complete: JsonObject | None = None
    """The item as it was when it ended."""
    parts: dict[tuple[str, int], PartState] = field(default_factory=dict)
    announced: dict[tuple[str, int], Announcement] = field(default_factory=dict)
    """By the event type that announces a part, and the index of the part."""
    annotations: dict[int, list[JsonObject]] = field(default_factory=dict)
    """The annotations that were streamed, by the index of their part."""
    misnumbered: bool = False
    """Whether a part was added at another index than the next."""
    phase: str = ""
    """The last phase of the tool."""


class Report:
    """Collects findings; their severity is that of the rule."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def __call__(self, code: str, events: tuple[int, ...], message: str) -> None:
        """Add a finding about a rule."""
        self.findings.append(Finding(ITEM_RULES[code].severity, code, events, message))
