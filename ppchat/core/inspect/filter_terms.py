"""The conditions of the filter language: each a question that can be asked of any event."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from ppchat.core.dialects.responses.event_types import Family, family, short
from ppchat.core.inspect.event_rows import Keep
from ppchat.core.inspect.lanes import item_label
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.slow_gaps import slow_ns


class Mistake(NamedTuple):
    """What is wrong with a condition, and where: a half-open range of its characters."""

    message: str
    start: int
    stop: int


class Token(NamedTuple):
    """A word of the language, and where it stands."""

    text: str
    start: int
    stop: int


class Wrong(Exception):  # noqa: N818
    """Carries a mistake out of the depth of the parser."""

    def __init__(self, message: str, start: int, stop: int) -> None:
        super().__init__(message)
        self.mistake = Mistake(message, start, stop)


_TERM: Final = re.compile(r"(\w+)(:|<=|>=|<|>|=)(.*)", re.DOTALL)
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
)
"""How a condition may begin."""


def either(one: Keep, other: Keep) -> Keep:
    """Whether one of two holds."""
    return lambda recording, n: one(recording, n) or other(recording, n)


def term(token: Token) -> Keep:
    """The question that a word asks; raises `Wrong` for one that asks none."""
    found = _TERM.fullmatch(token.text)
    if found is None:
        word = _unquoted(token.text)
        return either(_type(f"*{word}*"), _text(word))
    key, sign, value = found[1].lower(), found[2], found[3]
    start = token.start + found.start(3)
    make = _CONDITIONS.get(key)
    if make is None:
        known = ", ".join(entry.rstrip(":>") for entry in KEYS)
        raise Wrong(f"no such key: {key} (there is {known})", token.start, token.start + len(key))
    if not value:
        raise Wrong(f"a value is missing after {key}{sign}", token.stop, token.stop)
    return make(sign, Token(value, start, token.stop))


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        text = text[1:].removesuffix('"')
        return re.sub(r"\\(.)", r"\1", text)
    return text


def _only_colon(sign: str, value: Token) -> str:
    if sign not in (":", "="):
        raise Wrong(f"write “:” here, not “{sign}”", value.start - len(sign), value.start)
    return _unquoted(value.text)


def _type(pattern: str) -> Keep:
    pattern = pattern.lower()
    known: dict[str, bool] = {}

    def keep(recording: Recording, n: int) -> bool:
        kind = recording.type(n)
        answer = known.get(kind)
        if answer is None:
            lower = kind.lower()
            answer = fnmatchcase(lower, pattern) or fnmatchcase(short(lower), pattern)
            known[kind] = answer
        return answer

    return keep


def _family(sign: str, value: Token) -> Keep:
    word = _only_colon(sign, value).lower()
    found = [group for group in Family if group.value == word]
    if not found:
        known = ", ".join(group.value for group in Family)
        raise Wrong(f"no such family (there is {known})", value.start, value.stop)
    known_types: dict[str, bool] = {}

    def keep(recording: Recording, n: int) -> bool:
        kind = recording.type(n)
        answer = known_types.get(kind)
        if answer is None:
            answer = known_types[kind] = family(kind) is found[0]
        return answer

    return keep


_TEXT_FIELDS: Final = ("text", "refusal", "arguments", "input", "code", "message", "transcript")


def _text(word: str) -> Keep:
    """Whether an event's delta or text holds a word, whatever its case."""
    wanted = word.lower()
    plain = wanted.encode() if re.fullmatch(r"[\x20\w.,;:!?'-]*", wanted, re.ASCII) else b""

    def keep(recording: Recording, n: int) -> bool:
        raw = recording.raw(n)
        if plain and b"\\u" not in raw and plain not in raw.lower():
            return False
        event = recording.event(n)
        if wanted in event.delta.lower():
            return True
        if event.type.endswith(".delta"):
            return False
        values = (event.data.get(key) for key in _TEXT_FIELDS)
        return any(isinstance(value, str) and wanted in value.lower() for value in values)

    return keep


def _item(sign: str, value: Token) -> Keep:
    word = _only_colon(sign, value).lower()
    if word.isdecimal():
        number = int(word)
        return lambda recording, n: recording.output_index(n) == number
    if word == "none":
        return lambda recording, n: recording.output_index(n) < 0

    def keep(recording: Recording, n: int) -> bool:
        index = recording.output_index(n)
        if index < 0:
            return False
        for item in recording.turn.items:
            if item.output_index == index:
                kind = item.type.lower()
                return fnmatchcase(kind, word) or fnmatchcase(item_label(kind).lower(), word)
        return False

    return keep


def _state(sign: str, value: Token) -> Keep:
    word = _only_colon(sign, value).lower()
    if word == "slow":
        return lambda recording, n: recording.timed and recording.gap_ns(n) > slow_ns(recording)
    if word == "fault":
        return lambda recording, n: n in recording.faults
    if word == "delta":
        return lambda recording, n: recording.delta_size(n) > 0
    raise Wrong(f"no such state (there is {', '.join(STATES)})", value.start, value.stop)


def _amount(value: Token, units: dict[str, float], default: str) -> float:
    found = _QUANTITY.fullmatch(value.text.strip())
    if found is None:
        raise Wrong("a number was expected here", value.start, value.stop)
    unit = found[2].lower() or default
    if unit not in units:
        start = value.start + found.start(2)
        known = ", ".join(entry for entry in units if entry) or "none"
        raise Wrong(f"no such unit (there is {known})", start, value.stop)
    return float(found[1]) * units[unit]


def _number(
    read: Callable[[Recording, int], float], units: dict[str, float], default: str
) -> Callable[[str, Token], Keep]:
    """A condition on a figure: `>`, `<`, `=` or a range after `:`."""

    def make(sign: str, value: Token) -> Keep:
        if sign in (":", "=") and "-" in value.text[1:]:
            first, _, last = value.text.partition("-")
            low_token = Token(first, value.start, value.start + len(first))
            low = _amount(low_token, units, default) if first else float("-inf")
            high_token = Token(last, low_token.stop + 1, value.stop)
            high = _amount(high_token, units, default) if last else float("inf")
            return lambda recording, n: low <= read(recording, n) <= high
        amount = _amount(value, units, default)
        if sign == ">":
            return lambda recording, n: read(recording, n) > amount
        if sign == ">=":
            return lambda recording, n: read(recording, n) >= amount
        if sign == "<":
            return lambda recording, n: read(recording, n) < amount
        if sign == "<=":
            return lambda recording, n: read(recording, n) <= amount
        return lambda recording, n: read(recording, n) == amount

    return make


_CONDITIONS: Final[dict[str, Callable[[str, Token], Keep]]] = {
    "type": lambda sign, value: _type(_only_colon(sign, value)),
    "family": _family,
    "text": lambda sign, value: _text(_only_colon(sign, value)),
    "item": _item,
    "is": _state,
    "gap": _number(lambda recording, n: recording.gap_ns(n), _NS, "ms"),
    "t": _number(lambda recording, n: recording.since_start_ns(n), _NS, "s"),
    "size": _number(lambda recording, n: recording.size(n), _BYTES, "b"),
    "delta": _number(lambda recording, n: recording.delta_size(n), _ONE, ""),
    "n": _number(lambda _, n: n, _ONE, ""),
}
