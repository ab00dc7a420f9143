"""The language that selects events: `type:*.delta and not gap<200ms`.

family:text   type:*.delta   text:"two words"   item:0   item:message
gap>200ms     size>4k        t>1.5s     delta>10     n:100-200
is:slow       is:fault       is:delta   not … and … or … ( … )
fc_a   "two words"   json:fc_a          anywhere in the payload (a bare word: or in the type)
$.item.id:fc_a*   $.response.output[0].type:message   $.*.name:search   $.sequence_number>10
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.vocabulary import Family
from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.inspect.filter_terms import (
    KEYS,
    STATES,
    FilterMistake,
    FilterSyntaxError,
    FilterToken,
    any_of,
    parse_term,
)
from ppchat.core.text.wildcard import wildcard_match


class EventFilter(NamedTuple):
    """A condition that can be tested on any event of any recording."""

    source: str
    matches: EventPredicate


_TOKEN: Final = re.compile(r'\s*(?:([()])|((?:"(?:[^"\\]|\\.)*"?|[^\s()"])+))')
OPERATORS: Final = ("and", "or", "not")
_PATTERNS: Final = ("*.delta", "*.done", "*.added", "delta/*", "start/*")
"""Patterns of types that are suggested where a dialect has such types."""
_MAX_DEPTH: Final = 50
"""Brackets in one another: the parser and each test of an event go as deep."""


def parse_filter(source: str) -> EventFilter | FilterMistake:
    """The filter that `source` describes, or what is wrong with it."""
    try:
        return EventFilter(source.strip(), _Parser(source).parse())
    except FilterSyntaxError as error:
        return error.mistake


class _Parser:
    def __init__(self, source: str) -> None:
        self._end = len(source)
        self._index = 0
        self._depth = 0
        self._tokens: list[FilterToken] = []
        position = 0
        while match := _TOKEN.match(source, position):
            text = match[1] or match[2]
            self._tokens.append(FilterToken(text, match.end() - len(text), match.end()))
            position = match.end()

    def _peek(self) -> str:
        return self._tokens[self._index].text.lower() if self._index < len(self._tokens) else ""

    def parse(self) -> EventPredicate:
        if not self._tokens:
            raise FilterSyntaxError("the filter is empty", 0, self._end)
        keep = self._parse_or()
        if self._index < len(self._tokens):
            token = self._tokens[self._index]
            raise FilterSyntaxError("unmatched closing bracket", token.start, token.stop)
        return keep

    def _parse_or(self) -> EventPredicate:
        choices = [self._parse_and()]
        while self._peek() == "or":
            self._index += 1
            choices.append(self._parse_and())
        return any_of(choices)

    def _parse_and(self) -> EventPredicate:
        conditions = [self._parse_condition()]
        while self._peek() not in ("", "or", ")"):
            if self._peek() == "and":
                self._index += 1
            conditions.append(self._parse_condition())
        return _all_of(conditions)

    def _parse_condition(self) -> EventPredicate:
        is_negated = False
        while self._peek() == "not":
            self._index += 1
            is_negated = not is_negated
        keep = self._parse_positive()
        return _negation(keep) if is_negated else keep

    def _parse_positive(self) -> EventPredicate:
        if self._index >= len(self._tokens):
            raise FilterSyntaxError("a condition is expected here", self._end, self._end)
        token = self._tokens[self._index]
        self._index += 1
        if token.text.lower() in ("and", "or", ")"):
            raise FilterSyntaxError(
                f"a condition is expected before {token.text!r}", token.start, token.stop
            )
        return self._parse_brackets(token) if token.text == "(" else parse_term(token)

    def _parse_brackets(self, opening: FilterToken) -> EventPredicate:
        if self._depth == _MAX_DEPTH:
            raise FilterSyntaxError("too many nested brackets", opening.start, opening.stop)
        self._depth += 1
        keep = self._parse_or()
        if self._peek() != ")":
            raise FilterSyntaxError("this bracket is never closed", opening.start, opening.stop)
        self._index += 1
        self._depth -= 1
        return keep


def _all_of(predicates: Sequence[EventPredicate]) -> EventPredicate:
    if len(predicates) == 1:
        return predicates[0]
    return lambda recording, n: all(matches(recording, n) for matches in predicates)


def _negation(one: EventPredicate) -> EventPredicate:
    return lambda recording, n: not one(recording, n)


def completions(
    source: str,
    types: tuple[str, ...] = (),
    dialect: Dialect = DEFAULT_DIALECT,
    items: Sequence[tuple[int, str]] = (),
) -> list[str]:
    """Completions of the last word of a filter: complete conditions, the likeliest first.

    `types` are the event types of the recording, which are listed before the other known ones;
    `items` are the indices of its items, each with its type.
    """
    word = re.split(r"[\s()]", source)[-1]
    key, colon, value = word.partition(":")
    if not colon:
        return [
            entry
            for entry in (*KEYS, *OPERATORS)
            if entry.startswith(word.lower()) and entry != word
        ]
    choices: tuple[str, ...] = ()
    if key == "type":
        names = dict.fromkeys(
            dialect.short_type(kind) for kind in (*types, *dialect.event_types) if " " not in kind
        )
        patterns = (pattern for pattern in _PATTERNS if any(map(wildcard_match(pattern), names)))
        choices = (*patterns, *names)
    elif key == "family":
        choices = tuple(group.value for group in Family)
    elif key == "item":
        labels = dict.fromkeys(dialect.item_label(kind) for _, kind in items)
        full = dict.fromkeys(dialect.item_name(index, kind) for index, kind in items)
        choices = tuple(f'"{name}"' if " " in name else name for name in {**labels, **full})
    elif key == "is":
        choices = STATES
    matches = [choice for choice in choices if choice.startswith(value.lower()) and choice != value]
    matches += [choice for choice in choices if value and value in choice and choice not in matches]
    return [f"{key}:{choice}" for choice in matches if choice != value]
