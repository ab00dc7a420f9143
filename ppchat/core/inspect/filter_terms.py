"""The conditions of the filter language: each is a predicate of an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import nan
from typing import Final, NamedTuple

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.inspect.payload_search import (
    parse_path,
    path_matches,
    payload_contains,
    values_at_event,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_threshold_ns
from ppchat.core.text.wildcard import wildcard_match


class FilterMistake(NamedTuple):
    """What is wrong with a filter, and where: a half-open range of its characters."""

    message: str
    start: int
    stop: int


class FilterToken(NamedTuple):
    """A word of the language, and its position."""

    text: str
    start: int
    stop: int


class FilterSyntaxError(Exception):
    """Carries a mistake out of the depths of the parser."""

    def __init__(self, message: str, start: int, stop: int) -> None:
        super().__init__(message)
        self.mistake = FilterMistake(message, start, stop)


_TERM: Final = re.compile(r"(\w+|\$[^:<>=]*)(:|<=|>=|<|>|=)(.*)", re.DOTALL)
_QUANTITY: Final = re.compile(r"(-?\d+(?:\.\d+)?)([a-zµ]*)", re.IGNORECASE)

_NS: Final = {"us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9}
_BYTES: Final = {"b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6}
_ONE: Final = {"": 1.0}
STATES: Final = ("slow", "fault", "delta")
KEYS: Final = (
    "type:",
    "family:",
    "text:",
    "item:",
    "gap>",
    "size>",
    "t>",
    "delta>",
    "n:",
    "is:",
    "json:",
    "$.",
)
"""The possible beginnings of a condition."""


def any_of(predicates: Sequence[EventPredicate]) -> EventPredicate:
    """A predicate that holds where any of several does."""
    if len(predicates) == 1:
        return predicates[0]
    return lambda recording, n: any(matches(recording, n) for matches in predicates)


def parse_term(token: FilterToken) -> EventPredicate:
    """The predicate that a word stands for; raises `FilterSyntaxError`."""
    match = _TERM.fullmatch(token.text)
    if match is None:
        word = _unquoted(token.text)
        return any_of([_type(f"*{word}*"), payload_contains(word)])
    key, operator, value = match[1].lower(), match[2], match[3]
    start = token.start + match.start(3)
    if key.startswith("$"):
        return _path(match[1], operator, FilterToken(value, start, token.stop))
    make = _CONDITIONS.get(key)
    if make is None:
        known = ", ".join(entry.rstrip(":>") for entry in KEYS if entry != "$.")
        raise FilterSyntaxError(
            f"unknown key: {key} ({known})", token.start, token.start + len(key)
        )
    if not value:
        raise FilterSyntaxError(
            f"a value is expected after {key}{operator}", token.stop, token.stop
        )
    return make(operator, FilterToken(value, start, token.stop))


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        text = text[1:].removesuffix('"')
        return re.sub(r"\\(.)", r"\1", text)
    return text


def _require_colon(operator: str, value: FilterToken) -> str:
    if operator not in (":", "="):
        raise FilterSyntaxError(
            f"use “:” here, not “{operator}”", value.start - len(operator), value.start
        )
    return _unquoted(value.text)


def _type(pattern: str) -> EventPredicate:
    matches = wildcard_match(pattern.lower())
    cache: dict[str, bool] = {}

    def keep(recording: Recording, n: int) -> bool:
        kind = recording.type(n)
        answer = cache.get(kind)
        if answer is None:
            short = recording.dialect.short_type(kind).lower()
            names = (kind.lower(), short, *short.split("+"))  # joined: what the event does
            answer = cache[kind] = any(map(matches, names))
        return answer

    return keep


def _family(operator: str, value: FilterToken) -> EventPredicate:
    word = _require_colon(operator, value).lower()
    families = [group for group in Family if group.value == word]
    if not families:
        known = ", ".join(group.value for group in Family)
        raise FilterSyntaxError(f"unknown family (known: {known})", value.start, value.stop)
    cache: dict[str, bool] = {}

    def keep(recording: Recording, n: int) -> bool:
        kind = recording.type(n)
        answer = cache.get(kind)
        if answer is None:
            answer = cache[kind] = recording.dialect.family(kind) is families[0]
        return answer

    return keep


def _text(word: str) -> EventPredicate:
    """A predicate: an event's delta or text contains a word, ignoring case."""
    wanted = word.lower()
    plain = wanted.encode() if re.fullmatch(r"[\x20\w.,;:!?'-]*", wanted, re.ASCII) else b""

    def keep(recording: Recording, n: int) -> bool:
        raw = recording.raw(n)
        if plain and b"\\u" not in raw and plain not in raw.lower():
            return False
        event = recording.event(n)
        if wanted in event.delta.lower():
            return True
        if event.delta:
            return False
        values = (event.data.get(key) for key in (*recording.dialect.text_fields, "message"))
        return any(isinstance(value, str) and wanted in value.lower() for value in values)

    return keep


def _path(source: str, operator: str, value: FilterToken) -> EventPredicate:
    """A condition on the values at a place in the payload: a text, or a number."""
    path = parse_path(source)
    if path is None:
        start = value.start - len(operator) - len(source)
        raise FilterSyntaxError(
            "a path is written like $.item.id or $.output[0].*", start, start + len(source)
        )
    if not value.text:
        raise FilterSyntaxError("a value is expected here", value.stop, value.stop)
    if operator in (":", "="):
        return path_matches(path, _unquoted(value.text))

    def read(recording: Recording, n: int) -> float:
        values = values_at_event(recording, n, path)
        numbers = (entry for entry in values if type(entry) in (int, float))
        return next((float(number) for number in numbers if abs(number) < 1e300), nan)

    return _number(read, _ONE, "")(operator, value)


def _item(operator: str, value: FilterToken) -> EventPredicate:
    """A condition on the item of an event: its number, its type, or both as a list names it."""
    word = _require_colon(operator, value).lower()
    if word == "none":
        return lambda recording, n: recording.output_index(n) < 0
    word = (word.lstrip("0") or "0") if word.isdecimal() else word
    matches = wildcard_match(word)

    def keep(recording: Recording, n: int) -> bool:
        index = recording.output_index(n)
        if index < 0:
            return False
        dialect = recording.dialect
        number = dialect.item_number(index)
        if number == word or number.startswith(f"{word} "):
            return True
        if word.isdecimal():
            return False
        for item in recording.response.items:
            if item.output_index == index:
                label, name = dialect.item_label(item.type), dialect.item_name(index, item.type)
                return any(matches(text.lower()) for text in (item.type, label, name))
        return False

    return keep


def _state(operator: str, value: FilterToken) -> EventPredicate:
    word = _require_colon(operator, value).lower()
    if word == "slow":
        return lambda recording, n: _gap_ns(recording, n) > slow_threshold_ns(recording)
    if word == "fault":
        return lambda recording, n: n in recording.faults
    if word == "delta":
        return lambda recording, n: recording.delta_size(n) > 0
    raise FilterSyntaxError(f"unknown state (known: {', '.join(STATES)})", value.start, value.stop)


def _quantity(value: FilterToken, units: dict[str, float], default: str) -> float:
    match = _QUANTITY.fullmatch(value.text.strip())
    if match is None:
        raise FilterSyntaxError("a number is expected here", value.start, value.stop)
    unit = match[2].lower() or default
    if unit not in units:
        start = value.start + match.start(2)
        known = ", ".join(entry for entry in units if entry) or "none"
        raise FilterSyntaxError(f"unknown unit (known: {known})", start, value.stop)
    return float(match[1]) * units[unit]


def _number(
    read: Callable[[Recording, int], float], units: dict[str, float], default: str
) -> Callable[[str, FilterToken], EventPredicate]:
    """A condition on a number: `>`, `<`, `=` or a range after `:`."""

    def make(operator: str, value: FilterToken) -> EventPredicate:
        if operator in (":", "=") and "-" in value.text[1:]:
            first, _, last = value.text.partition("-")
            low_token = FilterToken(first, value.start, value.start + len(first))
            low = _quantity(low_token, units, default) if first else float("-inf")
            high_token = FilterToken(last, low_token.stop + 1, value.stop)
            high = _quantity(high_token, units, default) if last else float("inf")
            return lambda recording, n: low <= read(recording, n) <= high
        amount = _quantity(value, units, default)
        if operator == ">":
            return lambda recording, n: read(recording, n) > amount
        if operator == ">=":
            return lambda recording, n: read(recording, n) >= amount
        if operator == "<":
            return lambda recording, n: read(recording, n) < amount
        if operator == "<=":
            return lambda recording, n: read(recording, n) <= amount
        return lambda recording, n: read(recording, n) == amount

    return make


def _gap_ns(recording: Recording, n: int) -> float:
    """The gap before an event; not a number, and so no match, where it is unknown."""
    known = recording.timed and (n > 0 or recording.t0_ns != 0)
    return recording.gap_ns(n) if known else nan


def _time_ns(recording: Recording, n: int) -> float:
    """The time of an event as the list shows it; not a number where it has none."""
    origin_ns = recording.t0_ns or recording.at_ns(0)
    return recording.at_ns(n) - origin_ns if recording.timed else nan


_CONDITIONS: Final[dict[str, Callable[[str, FilterToken], EventPredicate]]] = {
    "type": lambda operator, value: _type(_require_colon(operator, value)),
    "family": _family,
    "text": lambda operator, value: _text(_require_colon(operator, value)),
    "item": _item,
    "is": _state,
    "json": lambda operator, value: payload_contains(_require_colon(operator, value)),
    "gap": _number(_gap_ns, _NS, "ms"),
    "t": _number(_time_ns, _NS, "s"),
    "size": _number(lambda recording, n: recording.size(n), _BYTES, "b"),
    "delta": _number(lambda recording, n: recording.delta_size(n), _ONE, ""),
    "n": _number(lambda _, n: n, _ONE, ""),
}
