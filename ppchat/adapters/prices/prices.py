"""The prices that are known in this run."""

from __future__ import annotations

from ppchat.adapters.config import Settings
from ppchat.adapters.prices.price_table import find_entry, read_price_table
from ppchat.core.metrics.cost import Cost, token_cost
from ppchat.core.recording.summary import RecordingSummary


class Prices:
    """The prices of the config; for models that it does not name, those of the package."""

    def __init__(self, settings: Settings) -> None:
        self._entries, self.problems = read_price_table(settings) if settings.price else ((), ())
        self._has_package = False

    def load_package(self) -> bool:
        """Load the prices of the package, and return whether there are more prices by that.

        That takes time, so call it in a thread.
        """
        from ppchat.adapters.prices import package

        if self._has_package or not package.is_installed():
            return False
        package.load()
        self._has_package = True
        return True

    @property
    def are_known(self) -> bool:
        """Whether there are any."""
        return bool(self._entries) or self._has_package

    def cost(self, summary: RecordingSummary) -> Cost | None:
        """What an answer cost; None where its price or its tokens are not known."""
        usage = summary.response.usage
        if usage is None or not self.are_known:
            return None
        names = (summary.response.model, summary.request.model)
        entry = next((e for name in names if name and (e := find_entry(self._entries, name))), None)
        if entry is not None:
            amount = token_cost(usage, entry.price)
            return None if amount is None else Cost(amount, entry.currency, entry.date)
        if not self._has_package:
            return None
        from ppchat.adapters.prices.package import package_cost

        return package_cost(summary)

    def context_window(self, model: str, base_url: str) -> int:
        """The tokens that a model takes in; 0 where that is unknown."""
        if not self._has_package:
            return 0
        from ppchat.adapters.prices.package import package_context_window

        return package_context_window(model, base_url)
