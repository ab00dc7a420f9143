"""What answers cost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.metrics.cost import (
    Cost,
    TokenPrice,
    format_amount,
    format_total,
    token_cost,
    total_cost,
)
from ppchat.core.response.response import Usage

PRICE = TokenPrice(Decimal("0.40"), Decimal("1.60"), cached=Decimal("0.10"))
COUNTS = st.none() | st.integers(0, 10**9)


def usage(
    sent: int | None, received: int | None, cached: int | None = None, written: int | None = None
) -> Usage:
    return Usage(sent, cached, received, None, None, written)


def cost(amount: str, currency: str = "USD", date: str = "2026-11-01") -> Cost:
    return Cost(Decimal(amount), currency, date)


@pytest.mark.parametrize(
    ("tokens", "price", "amount"),
    [
        (usage(1_000_000, 0), PRICE, "0.40"),
        (usage(0, 1_000_000), PRICE, "1.60"),
        (usage(1_000_000, 0, cached=1_000_000), PRICE, "0.10"),
        (usage(1_000_000, 0, cached=500_000), PRICE, "0.25"),
        (usage(1_000_000, 0, cached=1_000_000), PRICE._replace(cached=None), "0.40"),
        (usage(1_000_000, 0, written=1_000_000), PRICE._replace(written=Decimal(2)), "2"),
        (usage(10, 0, cached=400, written=400), PRICE, "0.000001"),  # never more than the input
        (usage(29, 107), PRICE, "0.0001828"),
    ],
)
def test_tokens_cost_what_a_million_costs_by_their_kind(
    tokens: Usage, price: TokenPrice, amount: str
) -> None:
    assert token_cost(tokens, price) == Decimal(amount)


@pytest.mark.parametrize("tokens", [usage(None, 3), usage(3, None)])
def test_tokens_that_were_not_counted_have_no_cost(tokens: Usage) -> None:
    assert token_cost(tokens, PRICE) is None


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_cost_lies_between_the_lowest_and_the_highest_price(
    sent: int | None, received: int | None, cached: int | None, written: int | None
) -> None:
    price = PRICE._replace(written=Decimal("0.50"))
    amount = token_cost(usage(sent, received, cached, written), price)
    if sent is None or received is None:
        assert amount is None
    else:
        assert amount is not None
        output = Fraction(received) * Fraction("1.6")
        low, high = sent * Fraction("0.1") + output, sent * Fraction("0.5") + output
        assert low <= Fraction(amount) * 1_000_000 <= high


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (cost("0"), "$0.00"),
        (cost("0.0001828"), "$0.00018"),
        (cost("0.00195"), "$0.0020"),
        (cost("0.25"), "$0.25"),
        (cost("0.999"), "$1.00"),
        (cost("12.345"), "$12.35"),
        (cost("1234567.5"), "$1,234,567.50"),
        (cost("0.5", "CHF"), "0.50 CHF"),
        (cost("0.5", "EUR"), "€0.50"),
    ],
)
def test_an_amount_is_rounded_half_up_where_that_matters(amount: Cost, text: str) -> None:
    assert format_amount(amount) == text


def test_a_sum_says_of_how_many_answers_it_is_and_of_which_prices() -> None:
    total = total_cost([cost("0.1"), None, cost("0.2"), cost("1", "CHF", "2025-01-01")])
    assert (total.priced, total.answers) == (3, 4)
    assert format_total(total) == (
        "$0.30 (prices of 2026-11-01) + 1.00 CHF (prices of 2025-01-01), 3 of 4 answers"
    )
    assert format_total(total_cost([cost("0.1")])) == "$0.10 (prices of 2026-11-01)"
    assert format_total(total_cost([None])) == ""
