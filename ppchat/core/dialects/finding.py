"""One finding about a stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How serious a finding is; the value is the word users read."""

    VIOLATION = "violation"
    """The stream violates the protocol: some clients will fail or show the wrong text."""
    REMARK = "remark"
    """The stream differs from OpenAI's in a way that is known to be harmless."""
    TIMING = "timing"
    """The protocol is respected; the finding is about when events arrived."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, in plain words."""

    severity: Severity
    code: str
    """An identifier for programs, such as "sequence-gap"."""
    events: Sequence[int]
    """The events it is about, in order; a range where they are consecutive; may be empty."""
    message: str
    """A sentence with its numbers; what it quotes is foreign, raw."""

    @property
    def location(self) -> str:
        """Its events in a few words: "event 4", "events 4–9", "events 4, 7 and 12 more"."""
        events = self.events
        if not events:
            return ""
        if len(events) == 1:
            return f"event {events[0]}"
        if events[-1] - events[0] == len(events) - 1:
            return f"events {events[0]}–{events[-1]}"
        if len(events) <= 3:
            return f"events {', '.join(map(str, events))}"
        return f"events {events[0]}, {events[1]} and {len(events) - 2} more"
