"""The language by which events are chosen: `type:*.delta and not gap<200ms`.

family:text   type:*.delta   text:"two words"   item:0   item:message
gap>200ms     size>4k        t>1.5s     delta>10     n:100-200
is:slow       is:fault       is:delta   not … and … or … ( … )     a bare word: type or text
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ppchat.core.dialects.responses.event_types import CATALOGUE, Family, short
from ppchat.core.inspect.event_rows import Keep
from ppchat.core.inspect.filter_terms import KEYS, STATES, Mistake, Token, Wrong, either, term


class Filter(NamedTuple):
    """A condition that can be asked of any event of any recording."""

    source: str
    keep: Keep


_TOKEN: Final = re.compile(r'\s*(?:([()])|((?:"(?:[^"\\]|\\.)*"?|[^\s()"])+))')
WORDS: Final = ("and", "or", "not")


def parsed(source: str) -> Filter | Mistake:
    """A condition understood, or what is wrong with it."""
    try:
        return Filter(source.strip(), _Parser(source).whole())
    except Wrong as wrong:
        return wrong.mistake
    except RecursionError:
        return Mistake("too many brackets", 0, len(source))


class _Parser:
    def __init__(self, source: str) -> None:
        self._end = len(source)
        self._at = 0
        self._tokens: list[Token] = []
        place = 0
        while found := _TOKEN.match(source, place):
            text = found[1] or found[2]
            self._tokens.append(Token(text, found.end() - len(text), found.end()))
            place = found.end()

    def _peek(self) -> str:
        return self._tokens[self._at].text.lower() if self._at < len(self._tokens) else ""

    def whole(self) -> Keep:
        if not self._tokens:
            raise Wrong("nothing to filter by", 0, self._end)
        keep = self._any()
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise Wrong("no bracket is open here", token.start, token.stop)
        return keep

    def _any(self) -> Keep:
        keep = self._all()
        while self._peek() == "or":
            self._at += 1
            keep = either(keep, self._all())
        return keep

    def _all(self) -> Keep:
        keep = self._one()
        while self._peek() not in ("", "or", ")"):
            if self._peek() == "and":
                self._at += 1
            keep = _both(keep, self._one())
        return keep

    def _one(self) -> Keep:
        if self._at >= len(self._tokens):
            raise Wrong("a condition is missing here", self._end, self._end)
        token = self._tokens[self._at]
        self._at += 1
        word = token.text.lower()
        if word == "not":
            return _inverse(self._one())
        if word in ("and", "or", ")"):
            raise Wrong(f"a condition is missing before {token.text!r}", token.start, token.stop)
        if word != "(":
            return term(token)
        keep = self._any()
        if self._peek() != ")":
            raise Wrong("this bracket is never closed", token.start, token.stop)
        self._at += 1
        return keep


def _both(one: Keep, other: Keep) -> Keep:
    return lambda recording, n: one(recording, n) and other(recording, n)


def _inverse(one: Keep) -> Keep:
    return lambda recording, n: not one(recording, n)


def completions(source: str, types: tuple[str, ...] = ()) -> list[str]:
    """What the last word of a condition may become: whole conditions, the likeliest first.

    `types` are the event types of the recording, which stand before those of the catalogue.
    """
    word = re.split(r"[\s()]", source)[-1]
    key, colon, value = word.partition(":")
    if not colon:
        return [
            entry for entry in (*KEYS, *WORDS) if entry.startswith(word.lower()) and entry != word
        ]
    choices: tuple[str, ...] = ()
    if key == "type":
        patterns = ("*.delta", "*.done", "*.added")
        names = dict.fromkeys(short(kind) for kind in (*types, *CATALOGUE) if " " not in kind)
        choices = (*patterns, *names)
    elif key == "family":
        choices = tuple(group.value for group in Family)
    elif key == "is":
        choices = STATES
    found = [choice for choice in choices if choice.startswith(value.lower()) and choice != value]
    found += [choice for choice in choices if value and value in choice and choice not in found]
    return [f"{key}:{choice}" for choice in found if choice != value]
