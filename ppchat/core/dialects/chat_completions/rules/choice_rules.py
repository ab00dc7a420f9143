"""Whether each choice begins, goes on and ends as it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import (
    Growth,
    delta_of,
    growths,
    indexed_choices,
)
from ppchat.core.dialects.chat_completions.finish_reasons import STANDARD_REASONS, finish_reason
from ppchat.core.dialects.chat_completions.rules.call_rules import CallRules
from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding
from ppchat.core.response.response import ENTRY_LIMIT, JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import string

_SHOWN: Final = 40
"""Characters of a foreign word that a finding quotes."""
_FOR_CALLS: Final = frozenset({"tool_calls", "function_call"})


class ChoiceRules:
    """Checks chunk by chunk, and collects the findings about all choices."""

    def __init__(self, recording: RecordingView) -> None:
        choice = recording.request.body.get("tool_choice")
        self._is_forced = isinstance(choice, dict) or choice == "required"
        self._choices: dict[int, _Choice] = {}
        self._twice: list[int] = []

    def check(self, event: Event) -> None:
        """Check one more chunk."""
        seen: set[int] = set()
        for index, choice in indexed_choices(event.data):
            if index in seen:
                self._twice.append(event.n)
            seen.add(index)
            if state := self._choice(index, event.n):
                state.check_role(event.n, choice)
        for growth in growths(event.data):
            if state := self._choice(growth.choice, event.n):
                state.check_growth(event.n, growth)
        for index, choice in indexed_choices(event.data):
            state = self._choices.get(index)
            word = string(choice, "finish_reason")
            if state and word:
                state.check_finish(event.n, word)

    def _choice(self, index: int, n: int) -> _Choice | None:
        known = self._choices.get(index)
        if known is None and len(self._choices) < ENTRY_LIMIT:
            known = self._choices[index] = _Choice(index, n, self._is_forced)
        return known

    def finish(self, *, has_ended: bool) -> Iterator[Finding]:
        """The findings; `has_ended` if nothing else follows, so that what is missing is."""
        if self._twice:
            message = "A choice occurs twice in one chunk: clients read one of them."
            yield rule_finding("choice-twice", tuple(self._twice), message)
        indices = sorted(self._choices)
        if indices and indices[-1] != len(indices) - 1:
            listed = ", ".join(map(str, indices[:5])) + (" …" if len(indices) > 5 else "")
            first = self._choices[indices[-1]].first
            message = f"The indices of the choices are {listed}: there is a gap."
            yield rule_finding("choice-gap", (first,), message)
        for choice in self._choices.values():
            yield from choice.finish(has_ended=has_ended)


class _Choice:
    """What came of one choice, and the findings about it."""

    def __init__(self, index: int, n: int, is_forced: bool) -> None:
        self.first = n
        self._last = n
        self._name = f"choice {index}"
        self._is_forced = is_forced
        self._roles: list[int] = []
        self._roleless: int | None = None
        self._finishes: dict[int, str] = {}
        self._late: list[int] = []
        self._calls = CallRules(index)

    def check_role(self, n: int, choice: JsonObject) -> None:
        delta = delta_of(choice)
        self._last = n
        if delta.get("role"):
            self._roles.append(n)
        elif delta and not self._roles and self._roleless is None:
            self._roleless = n

    def check_growth(self, n: int, growth: Growth) -> None:
        if self._finishes:
            self._late.append(n)
        if growth.kind in ("arguments", "input"):
            self._calls.check(n, growth)

    def check_finish(self, n: int, word: str) -> None:
        self._finishes[n] = word

    def finish(self, *, has_ended: bool) -> Iterator[Finding]:
        if self._roleless is not None:
            state = "only later" if self._roles else "nowhere"
            message = f"The first delta of {self._name} names no role; it comes {state}."
            yield rule_finding("role-first", (self._roleless,), message)
        if len(self._roles) > 1:
            message = f"The role of {self._name} comes {len(self._roles):,} times."
            yield rule_finding("role-repeated", tuple(self._roles[1:]), message)
        if self._late:
            message = f"Pieces of {self._name} follow its `finish_reason`: some clients drop them."
            yield rule_finding("after-finish", tuple(self._late), message)
        words = list(self._finishes.values())
        yield from self._calls.finish(
            is_complete=has_ended and bool(words) and finish_reason(words[-1]).status == "completed"
        )
        if words:
            yield from self._finish_findings(words)
        elif has_ended:
            message = f"No `finish_reason` ends {self._name}: it is cut off."
            yield rule_finding("no-finish", (self._last,), message)

    def _finish_findings(self, words: list[str]) -> Iterator[Finding]:
        events, first = tuple(self._finishes), words[0]
        if len(set(words)) > 1:
            listed = ", ".join(repr(word[:_SHOWN]) for word in dict.fromkeys(words))
            message = f"The `finish_reason` of {self._name} changes: {listed}."
            yield rule_finding("finish-changes", events, message)
        elif len(words) > 1:
            message = f"The `finish_reason` of {self._name} comes {len(words):,} times."
            yield rule_finding("finish-repeated", events[1:], message)
        if first not in STANDARD_REASONS:
            message = f"The `finish_reason` {first[:_SHOWN]!r} is none of the reference."
            yield rule_finding("finish-unknown", events[:1], message)
        if first in _FOR_CALLS and not self._calls:
            message = f"{self._name.capitalize()} ends for `{first}`, but has no call."
            yield rule_finding("finish-without-calls", events[:1], message)
        if first == "stop" and self._calls and not self._is_forced:
            message = (
                f"{self._name.capitalize()} has calls, but ends for `stop`, as it may only "
                "where a call was forced: agents may ignore them."
            )
            yield rule_finding("calls-without-finish", events[:1], message)
