"""Which price an answer has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ppchat.adapters.prices import package
from ppchat.adapters.prices.prices import Prices
from ppchat.core.metrics.cost import format_amount
from ppchat.core.recording.summary import RecordingSummary
from tests.adapters.prices.test_price_table import FIRST, settings_of
from tests.support.recordings import TWISTER, build_recording

OPENAI = "https://api.openai.com/v1"


def twister(base_url: str = OPENAI) -> RecordingSummary:
    return build_recording(TWISTER, base_url=base_url).summary


def test_without_prices_nothing_has_a_cost(tmp_path: Path) -> None:
    prices = Prices(settings_of(tmp_path, ""))
    assert not prices.are_known
    assert prices.cost(twister()) is None
    assert prices.context_window("gpt-4.1-mini", OPENAI) == 0


def test_the_prices_of_the_config_come_first(tmp_path: Path) -> None:
    prices = Prices(settings_of(tmp_path, FIRST))
    assert prices.load_package()
    cost = prices.cost(twister())
    assert cost is not None
    assert cost.source == "prices of 2026-11-01"


def test_the_package_knows_models_of_servers_that_it_knows(tmp_path: Path) -> None:
    prices = Prices(settings_of(tmp_path, ""))
    assert prices.load_package()
    summary = twister()
    cost = prices.cost(summary)
    assert cost is not None
    assert cost.amount > 0
    assert format_amount(cost).startswith("$")
    assert re.fullmatch(r"genai-prices \S+, prices of 20\d\d-\d\d-\d\d", cost.source)
    assert prices.context_window("gpt-4.1-mini", OPENAI) > 100_000
    assert prices.cost(twister("http://127.0.0.1:1/v1")) is None
    assert prices.context_window("gpt-4.1-mini", "http://127.0.0.1:1/v1") == 0


def test_a_missing_package_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "find_spec", lambda _: None)
    assert not Prices(settings_of(tmp_path, "")).load_package()
