"""The package of prices; see `test_prices` for what an answer costs by it."""

from __future__ import annotations

from ppchat.adapters.prices.package import load, package_cost
from tests.support.recordings import TWISTER, build_recording

OPENAI = "https://api.openai.com/v1"


def test_a_service_tier_has_its_own_price() -> None:
    load()
    now = "2026-11-01T12:00:00+00:00"
    usual = package_cost(build_recording(TWISTER, base_url=OPENAI, started_at=now).summary)
    body = {"service_tier": "priority"}
    quick = build_recording(TWISTER, base_url=OPENAI, started_at=now, body=body).summary
    cost = package_cost(quick)
    assert usual is not None
    assert cost is not None
    assert cost.amount > usual.amount


def test_what_has_no_usage_has_no_cost() -> None:
    assert package_cost(build_recording(TWISTER[:3], base_url=OPENAI).summary) is None
