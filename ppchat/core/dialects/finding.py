"""The rules of a sound stream, and the findings where one departs from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ppchat.core.text.display import pluralize

_LISTED: Final = 20
"""Findings of one code that are listed one by one."""


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


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sound stream does."""

    code: str
    """The code of the findings about it."""
    severity: Severity
    words: str
    """The rule as one sentence in plain words."""
    source: str
    """Where the reference says so."""
    profile: str = ""
    """The only profile of the protocol that has the rule; empty if all of them have it."""


def violation(code: str, words: str, source: str, profile: str = "") -> Rule:
    """A rule whose breach some clients do not survive."""
    return Rule(code, Severity.VIOLATION, words, source, profile)


def remark(code: str, words: str, source: str, profile: str = "") -> Rule:
    """A rule whose breach is known to be harmless."""
    return Rule(code, Severity.REMARK, words, source, profile)


def cap_findings(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with all but the first of a code joined into one that counts them."""
    listed: list[Finding] = []
    rest: dict[str, list[Finding]] = {}
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= _LISTED:
            listed.append(finding)
        else:
            rest.setdefault(finding.code, []).append(finding)
    for code, more in rest.items():
        events = tuple(dict.fromkeys(n for finding in more for n in finding.events[-1:]))
        message = f"The same {pluralize(len(more), 'more time')}."
        listed.append(Finding(more[0].severity, code, events, message))
    return listed
