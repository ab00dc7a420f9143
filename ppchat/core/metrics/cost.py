"""What answers cost: the tokens that a server counted, times what the user says they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.response import Usage

_MILLION: Final = Decimal(1_000_000)
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_DIGITS: Final = 2
"""Significant digits of an amount below one, decimals of another."""


class TokenPrice(NamedTuple):
    """What a million tokens cost; None for what costs as much as other input."""

    input: Decimal
    output: Decimal
    """Reasoning is output too."""
    cached: Decimal | None = None
    """Input that the server read from its cache."""
    written: Decimal | None = None
    """Input that the server wrote to its cache."""


class Cost(NamedTuple):
    """What an answer cost; exact, not rounded."""

    amount: Decimal
    currency: str
    """Its ISO 4217 code, or what the user calls it."""
    date: str
    """The day of the price, ISO 8601; empty if it is not known."""
    origin: str = ""
    """Who says so; empty for the user."""

    @property
    def source(self) -> str:
        """Where the price is from, and of which day."""
        return ", ".join(filter(None, [self.origin, self.date and f"prices of {self.date}"]))


def no_cost(_: RecordingSummary) -> Cost | None:
    """No price is known."""
    return None


class TotalCost(NamedTuple):
    """What several answers cost."""

    amounts: tuple[Cost, ...]
    """One per currency, date and origin."""
    priced: int
    """How many of the answers have a price."""
    answers: int


CostOf = Callable[[RecordingSummary], Cost | None]
"""What an answer cost; None where its price or its tokens are not known."""


def token_cost(usage: Usage, price: TokenPrice) -> Decimal | None:
    """What tokens cost; None where the server did not count all of them.

    Tokens in or out of a cache are part of the input, never more than it.
    """
    if usage.input is None or usage.output is None:
        return None
    cached = min(usage.cached or 0, usage.input)
    written = min(usage.written or 0, usage.input - cached)
    return (
        (usage.input - cached - written) * price.input
        + cached * (price.input if price.cached is None else price.cached)
        + written * (price.input if price.written is None else price.written)
        + usage.output * price.output
    ) / _MILLION


def total_cost(costs: Iterable[Cost | None]) -> TotalCost:
    """The sum of what answers cost."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    priced = answers = 0
    for cost in costs:
        answers += 1
        if cost is not None:
            priced += 1
            key = (cost.currency, cost.date, cost.origin)
            sums[key] = sums.get(key, Decimal(0)) + cost.amount
    return TotalCost(tuple(Cost(sums[key], *key) for key in sums), priced, answers)


def format_amount(cost: Cost) -> str:
    """An amount, rounded half up: two decimals from one on, else two significant digits."""
    amount = cost.amount
    decimals = _DIGITS
    if 0 < amount < 1:
        decimals = max(_DIGITS, _DIGITS - 1 - amount.adjusted())
    text = f"{amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    sign = _SIGNS.get(cost.currency)
    return f"{sign}{text}" if sign else f"{text} {cost.currency}"


def format_total(total: TotalCost) -> str:
    """The sum in words, with the dates of its prices; empty where nothing has a price."""
    if not total.amounts:
        return ""
    amounts = " + ".join(f"{format_amount(cost)} ({cost.source})" for cost in total.amounts)
    is_part = total.priced < total.answers
    return f"{amounts}, {total.priced} of {total.answers} answers" if is_part else amounts
