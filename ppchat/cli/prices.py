"""What answers cost, for the commands that print it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ppchat.adapters.prices.prices import Prices
from ppchat.cli.options import load_settings, report
from ppchat.core.metrics.cost import Cost


def load_prices(args: Namespace) -> Prices:
    """The prices of the config and of the package; reports what is wrong in the config."""
    prices = Prices(load_settings(args, allow_problems=True))
    for problem in prices.problems:
        report(problem)
    prices.load_package()
    return prices


def cost_json(cost: Cost | None) -> dict[str, Any] | None:
    """A cost as JSON: the amount as text, which is exact."""
    return None if cost is None else {**cost._asdict(), "amount": f"{cost.amount:f}"}
