"""What a user types to search for: words, phrases, and what hits are limited to."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from ppchat.core.search.texts import TextKind
from ppchat.core.search.words import has_words

KINDS: Final = tuple(kind.value for kind in TextKind)
_TOKEN: Final = re.compile(
    r'(?P<not>-?)(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))'
)
_NAMES: Final = frozenset({"model", "since", "finding", "kind"})
_AGE: Final = re.compile(r"(\d{1,6})([hdw])")
_DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m", "%Y")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}


class Term(NamedTuple):
    """Words that stand side by side."""

    text: str
    is_prefix: bool = False
    """Whether the last of them may go on."""


class SearchQuery(NamedTuple):
    """What hits have in common."""

    terms: tuple[Term, ...] = ()
    """Each of them is in the text."""
    excluded: tuple[Term, ...] = ()
    """None of them is."""
    model: str = ""
    """A part of the model's name, in lower case."""
    since: datetime | None = None
    finding: str = ""
    """A part of the code of a finding about the answer, in lower case."""
    kind: str = ""
    problem: str = ""
    """What of the query was not understood, in words."""

    @property
    def obstacle(self) -> str:
        """Why it cannot be answered, in words; empty if it can."""
        if self.problem or self.terms:
            return self.problem
        if self.excluded:
            return "At least one word is needed beside those that are excluded."
        is_limited = self.model or self.since or self.finding or self.kind
        return "" if is_limited else "Only letters and digits are searched for."


def parse_query(text: str, now: datetime, *, is_typing: bool = False) -> SearchQuery:
    """What is asked for by `text`, at `now`, which has a zone. Anything can be typed.

    While the user `is_typing`, the last word may go on.
    """
    query = SearchQuery()
    tokens = list(_TOKEN.finditer(text))
    for token in tokens:
        name, quoted = token["name"] or "", token["quoted"]
        if name in _NAMES and not token["not"]:
            query = with_limit(query, name, quoted if quoted is not None else token["bare"], now)
            continue
        value = quoted if quoted is not None else token["bare"]
        if name:  # of something else: it is a word like another
            value = f"{name}:{value}"
        goes_on = is_typing and token is tokens[-1] and quoted is None and not text[-1:].isspace()
        query = _with_term(query, value, is_excluded=bool(token["not"]), goes_on=goes_on)
    return query


def _with_term(query: SearchQuery, value: str, *, is_excluded: bool, goes_on: bool) -> SearchQuery:
    if is_excluded and not value[:1].isalnum() and value[:1] != "_":  # such as --flag
        is_excluded = False
    if not has_words(value):
        return query
    term = Term(value.removesuffix("*"), goes_on or value.endswith("*"))
    if is_excluded:
        return query._replace(excluded=(*query.excluded, term))
    return query._replace(terms=(*query.terms, term))


def with_limit(query: SearchQuery, name: str, value: str, now: datetime) -> SearchQuery:
    """The query limited by an option of that name, as it is typed: `kind`, `since` …"""
    match name:
        case "model":
            return query._replace(model=value.casefold())
        case "finding":
            return query._replace(finding=value.casefold())
        case "kind":
            kinds = [kind for kind in KINDS if value and kind.startswith(value.casefold())]
            problem = "" if kinds else f"No kind of text is called “{value}”: {', '.join(KINDS)}."
            return query._replace(
                kind=kinds[0] if kinds else query.kind, problem=problem or query.problem
            )
    since = parse_since(value, now)
    problem = "" if since else f"“{value}” is no date: 2026-11-05, 2026-11, 7d, 24h, 2w, today."
    return query._replace(since=since or query.since, problem=problem or query.problem)


def parse_since(text: str, now: datetime) -> datetime | None:
    """The time that a date or an age stands for, in the zone of `now`; None if it is neither."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text in ("today", "yesterday"):
        return midnight - timedelta(days=text == "yesterday")
    try:
        if age := _AGE.fullmatch(text):
            return now - timedelta(hours=int(age[1]) * _HOURS[age[2]])
    except OverflowError:
        return None
    for date_format in _DATE_FORMATS:
        try:
            return datetime.strptime(text, date_format).replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
    return None
