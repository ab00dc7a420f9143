"""The prices of the package genai-prices, an optional dependency; nothing is downloaded."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Final

from ppchat.core.metrics.cost import Cost
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.text.json_fields import string

_PACKAGE: Final = "genai-prices"
_DATE: Final = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def is_installed() -> bool:
    """Whether the package is installed."""
    return find_spec("genai_prices") is not None


def load() -> None:
    """Import the package, which takes about 0.2 s; any thread may do so."""
    import genai_prices.data  # noqa: F401


def package_cost(summary: RecordingSummary) -> Cost | None:
    """What an answer cost, by the model and the server that was asked; None if that is unknown.

    With the prices at the time of the request, and those of its service tier.
    """
    from genai_prices import Usage
    from genai_prices.data_snapshot import get_snapshot

    usage, request = summary.response.usage, summary.request
    if usage is None or usage.input is None or usage.output is None:
        return None
    tier = string(request.body, "service_tier")
    try:
        result = get_snapshot().calc(
            Usage(
                input_tokens=usage.input,
                cache_read_tokens=usage.cached,
                cache_write_tokens=usage.written,
                output_tokens=usage.output,
            ),
            summary.response.model or request.model,
            None,
            request.base_url,
            datetime.fromisoformat(summary.started_at) if summary.started_at else None,
            {"service_tier": tier} if tier else None,
        )
    except (LookupError, ValueError):  # no such model or server; counts that contradict each other
        return None
    dates = _DATE.findall(f"{result.model.price_comments} {result.provider.price_comments}")
    return Cost(result.total_price, "USD", max(dates, default=""), _origin())


def package_context_window(model: str, base_url: str) -> int:
    """The tokens that a model takes in; 0 where that is unknown."""
    from genai_prices.data_snapshot import get_snapshot

    try:
        _, known = get_snapshot().find_provider_model(model, None, None, base_url)
    except LookupError:
        return 0
    return known.context_window or 0


@cache
def _origin() -> str:
    return f"{_PACKAGE} {version(_PACKAGE)}"
