"""The prices of the config: `[price."MODEL"]`, in which * stands for any characters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import read_regular_file
from ppchat.adapters.toml.config_file import nearest_name
from ppchat.adapters.toml.config_places import config_places
from ppchat.core.errors import ConfigError
from ppchat.core.metrics.cost import TokenPrice
from ppchat.core.text.wildcard import wildcard_match

_AMOUNTS: Final = ("input", "output", "cached", "written")
_KEYS: Final = (*_AMOUNTS, "currency", "date")
_MAX_CURRENCY: Final = 8
_TOO_MUCH: Final = Decimal(10**9)


class PriceEntry(NamedTuple):
    """The price of the models whose names match a pattern."""

    pattern: str
    price: TokenPrice
    currency: str
    date: str


def read_price_table(settings: Settings) -> tuple[tuple[PriceEntry, ...], tuple[str, ...]]:
    """The entries that can be used, the most exact pattern first, and what is wrong with others."""
    entries, problems = [], []
    for pattern in settings.price:
        try:
            entries.append(_read_entry(settings, pattern))
        except ConfigError as error:
            problems.append(str(error))
    entries.sort(key=lambda entry: ("*" in entry.pattern, -len(entry.pattern)))
    return tuple(entries), tuple(problems)


def find_entry(entries: tuple[PriceEntry, ...], model: str) -> PriceEntry | None:
    """The first entry for a model; None if there is none."""
    return next((each for each in entries if wildcard_match(each.pattern)(model)), None)


def _read_entry(settings: Settings, pattern: str) -> PriceEntry:
    table = settings.price[pattern]
    if not isinstance(table, dict):
        raise _error(settings, (pattern,), f'must be a table: [price."{pattern}"]')
    for key in table:
        if key not in _KEYS:
            near = nearest_name(key, _KEYS)
            advice = f"did you mean {near}?" if near else f"there are {', '.join(_KEYS)}"
            raise _error(settings, (pattern, key), f"unknown setting {key!r}: {advice}")
    amounts = {name: _amount(settings, pattern, table, name) for name in _AMOUNTS if name in table}
    for name in ("input", "output"):
        if name not in amounts:
            raise _error(settings, (pattern,), f"{name} is missing: the price of a million tokens")
    currency = table.get("currency", "USD")
    if not isinstance(currency, str) or not 0 < len(currency) <= _MAX_CURRENCY:
        raise _error(settings, (pattern, "currency"), 'currency must be text such as "USD"')
    day = table.get("date")
    if type(day) is not date:
        text = "date must be the day of the prices, such as date = 2026-11-01"
        raise _error(settings, (pattern, "date"), text)
    return PriceEntry(pattern, TokenPrice(**amounts), currency, day.isoformat())


def _amount(settings: Settings, pattern: str, table: Mapping[str, Any], name: str) -> Decimal:
    value = table[name]
    if type(value) in (int, float):
        amount = Decimal(str(value))  # as it is written: a float has more digits
        if amount.is_finite() and 0 <= amount < _TOO_MUCH:
            return amount
    text = f"{name} must be the price of a million tokens, such as {name} = 0.40"
    raise _error(settings, (pattern, name), text)


def _error(settings: Settings, place: tuple[str, ...], text: str) -> ConfigError:
    file = settings.paths.config_file
    try:
        lines = config_places(read_regular_file(file).decode())
    except (OSError, UnicodeDecodeError):
        lines = {}
    whole = ("price", *place)
    line = lines.get(whole) or lines.get(whole[:2])
    return ConfigError(f"{file}:{line}: {text}" if line else f"{file}: {text}")
