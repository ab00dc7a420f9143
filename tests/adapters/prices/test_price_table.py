"""The prices of the config."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.prices.price_table import find_entry, read_price_table
from ppchat.core.metrics.cost import TokenPrice
from tests.support.chat_app import paths_in

FIRST = '[price."gpt-4.1*"]\ninput = 2.00\ncached = 0.5\noutput = 8\ndate = 2026-11-01\n'
MINI = '[price."gpt-4.1-mini"]\ninput = 0.4\noutput = 1.6\ncurrency = "EUR"\ndate = 2026-10-01\n'


def settings_of(folder: Path, config: str) -> Settings:
    paths = paths_in(folder)
    paths.config_file.write_text(config)
    return resolve_settings(paths, {}, {})


def test_the_most_exact_pattern_decides(tmp_path: Path) -> None:
    entries, problems = read_price_table(settings_of(tmp_path, FIRST + MINI))
    assert problems == ()
    for model, price, date in [
        ("gpt-4.1-mini", TokenPrice(Decimal("0.4"), Decimal("1.6")), "2026-10-01"),
        (
            "gpt-4.1-2026-01-01",
            TokenPrice(Decimal("2.0"), Decimal(8), cached=Decimal("0.5")),
            "2026-11-01",
        ),
    ]:
        entry = find_entry(entries, model)
        assert entry is not None
        assert (entry.price, entry.date) == (price, date)
    assert find_entry(entries, "gpt-4") is None


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ('[price]\n"x" = 3\n', ":2: must be a table"),
        ('[price."x"]\ninput = 1\noutput = 2\n', ":1: date must be the day of the prices"),
        ('[price."x"]\ndate = "2026-11-01"\ninput = 1\noutput = 2\n', ":2: date must be"),
        ('[price."x"]\ndate = 2026-11-01\noutput = 2\n', ":1: input is missing"),
        (
            '[price."x"]\ndate = 2026-11-01\ninput = "1"\noutput = 2\n',
            ":3: input must be",
        ),
        ('[price."x"]\ndate = 2026-11-01\ninput = 1\noutput = -2\n', ":4: output must be"),
        ('[price."x"]\ndate = 2026-11-01\ninput = inf\noutput = 2\n', ":3: input must be"),
        (
            '[price."x"]\ndate = 2026-11-01\nimput = 1\n',
            ":3: unknown setting 'imput': did you mean",
        ),
        ('[price."x"]\ninput = 1\noutput = 2\ncurrency = 3\n', ":4: currency must be text"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_others_are_used(
    tmp_path: Path, config: str, problem: str
) -> None:
    settings = settings_of(tmp_path, f"{config}\n{FIRST}")
    entries, problems = read_price_table(settings)
    assert len(entries) == len(problems) == 1
    assert problems[0].startswith(str(settings.paths.config_file))
    assert problem in problems[0]
