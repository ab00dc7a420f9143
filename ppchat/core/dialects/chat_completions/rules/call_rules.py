"""Whether the fragments of a call join to one call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import Growth, call_kind
from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.finding import Finding
from ppchat.core.text.json_fields import string

_SHOWN: Final = 40
"""Characters of foreign names and arguments that a finding quotes."""


@dataclass(slots=True)
class _Call:
    """A call so far."""

    first: int
    is_function: bool
    names: dict[str, str] = field(default_factory=dict)
    """Its `id` and its `name`, as far as they came."""
    arguments: list[str] = field(default_factory=list)
    last: int = 0


class CallRules:
    """Checks the fragments of the calls of one choice, and collects the findings."""

    def __init__(self, choice: int) -> None:
        self._where = f" of choice {choice}" if choice else ""
        self._calls: dict[int, _Call] = {}
        self._others: list[_Call] = []
        """Calls whose index another one took."""
        self._findings: list[Finding] = []
        self._repeats: dict[tuple[int, str], list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def _name(self, index: int) -> str:
        return f"call {index}{self._where}"

    def check(self, n: int, growth: Growth) -> None:
        """Check one more fragment, which event `n` holds."""
        fragment = growth.fragment
        kind, described = call_kind(fragment)
        given = {"name": string(described, "name"), "id": string(fragment, "id")}
        needed = ("name", "id") if "index" in fragment or "id" in fragment else ("name",)
        call = self._calls.get(growth.call)
        if call is not None and self._is_another(call, given):
            if "index" in fragment:  # a missing one is reported as such
                self._report_change(n, growth.call, call, given)
            self._others.append(call)
            call = None
        if call is None:
            call = self._calls[growth.call] = _Call(n, kind == "arguments")
            if missing := [f"`{key}`" for key in needed if not given[key]]:
                words = " and no ".join(missing)
                message = f"The first fragment of {self._name(growth.call)} has no {words}."
                self._findings.append(rule_finding("call-start", (n,), message))
            call.names = given
        else:
            self._check_names(n, growth.call, call, given)
        call.arguments.append(growth.text)
        call.last = n

    @staticmethod
    def _is_another(call: _Call, given: dict[str, str]) -> bool:
        return bool(given["id"] and given["name"] and call.names["id"] not in ("", given["id"]))

    def _check_names(self, n: int, index: int, call: _Call, given: dict[str, str]) -> None:
        for key, value in given.items():
            if not value:
                continue
            known = call.names[key]
            if value == known:
                self._repeats.setdefault((index, key), []).append(n)
            elif known:
                self._report_change(n, index, call, {key: value})
            else:
                call.names[key] = value

    def _report_change(self, n: int, index: int, call: _Call, given: dict[str, str]) -> None:
        changes = (
            f"its {key} was {call.names[key][:_SHOWN]!r} and is {value[:_SHOWN]!r}"
            for key, value in given.items()
            if value != call.names[key]
        )
        message = f"The index of {self._name(index)} is that of another: {', '.join(changes)}."
        self._findings.append(rule_finding("call-changes", (call.last, n), message))

    def finish(self, *, is_complete: bool) -> Iterator[Finding]:
        """The findings; `is_complete` if the calls have all their arguments."""
        yield from self._findings
        for (index, key), events in self._repeats.items():
            message = f"The {key} of {self._name(index)} is repeated."
            yield rule_finding("call-repeats", tuple(events), message)
        indices = sorted(self._calls)
        if indices and indices[-1] != len(indices) - 1:
            listed = ", ".join(map(str, indices[:5])) + (" …" if len(indices) > 5 else "")
            message = f"The indices of the calls{self._where} are {listed}: there is a gap."
            first = tuple(self._calls[index].first for index in indices[-1:])
            yield rule_finding("call-gap", first, message)
        if is_complete:
            for call in self._others:
                yield from self._arguments_findings("a call", call)
            for index, call in self._calls.items():
                yield from self._arguments_findings(self._name(index), call)

    @staticmethod
    def _arguments_findings(name: str, call: _Call) -> Iterator[Finding]:
        if not call.is_function:
            return
        text = "".join(call.arguments)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return
        shown = repr(text[:_SHOWN]) + (" …" if len(text) > _SHOWN else "")
        message = f"The arguments of {name} are no JSON object: {shown}."
        events = (call.first, call.last) if call.last > call.first else (call.first,)
        yield rule_finding("arguments-json", events, message)
