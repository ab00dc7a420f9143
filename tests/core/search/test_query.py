"""What a user types to search for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.search.query import SearchQuery, Term, parse_query, parse_since

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


def parse(text: str, *, is_typing: bool = False) -> SearchQuery:
    return parse_query(text, NOW, is_typing=is_typing)


@pytest.mark.parametrize(
    ("text", "terms", "excluded"),
    [
        ("two words", ["two", "words"], []),
        ('"a phrase" word', ["a phrase", "word"], []),
        ('"not closed', ["not closed"], []),
        ("foo_bar foo.bar() x:y", ["foo_bar", "foo.bar()", "x:y"], []),
        ("--flag -word", ["-flag"], ["word"]),
        ('a -"b c"', ["a"], ["b c"]),
        ("😀 -- → ok", ["ok"], []),
        ("NEAR( AND OR NOT *", ["NEAR(", "AND", "OR", "NOT"], []),
    ],
)
def test_words_and_phrases(text: str, terms: list[str], excluded: list[str]) -> None:
    query = parse(text)
    assert [term.text for term in query.terms] == terms
    assert [term.text for term in query.excluded] == excluded
    assert not query.problem


def test_a_star_or_the_word_that_is_being_typed_may_go_on() -> None:
    assert parse("wor* ab").terms == (Term("wor", is_prefix=True), Term("ab"))
    assert parse("ab wor", is_typing=True).terms == (Term("ab"), Term("wor", is_prefix=True))
    assert parse("wor ", is_typing=True).terms == (Term("wor"),)


def test_limits() -> None:
    query = parse("x model:GPT kind:reas since:2026-03 finding:slow")
    assert (query.model, query.kind, query.finding) == ("gpt", "reasoning", "slow")
    assert query.since == datetime(2026, 3, 1, tzinfo=UTC)
    assert parse('x model:"a b"').model == "a b"


def test_what_is_not_understood_is_named() -> None:
    assert "“zz”" in parse("kind:zz").problem
    assert "“soon”" in parse("since:soon kind:call").obstacle
    assert "At least one word" in parse("-word").obstacle
    assert "letters" in parse("→").obstacle
    assert not any(parse(text).obstacle for text in ("x", "kind:call", "finding:slow"))


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("7d", datetime(2026, 3, 11, 15, 30, tzinfo=UTC)),
        ("24h", datetime(2026, 3, 17, 15, 30, tzinfo=UTC)),
        ("2w", datetime(2026, 3, 4, 15, 30, tzinfo=UTC)),
        ("today", datetime(2026, 3, 18, tzinfo=UTC)),
        ("yesterday", datetime(2026, 3, 17, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("999999w", None),
        ("2026-02-31", None),
        ("", None),
    ],
)
def test_dates_and_ages(text: str, since: datetime | None) -> None:
    assert parse_since(text, NOW) == since


@given(st.text())
def test_anything_can_be_typed(text: str) -> None:
    parse(text, is_typing=True)
