"""Sums of the tokens that servers counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ppchat.core.response.response import Usage

_NOTHING: Final = Usage(None, None, None, None, None, None)


def total_usage(usages: Iterable[Usage]) -> Usage:
    """The sum of each count; None for one that no usage has."""
    total = _NOTHING
    for usage in usages:
        counts = zip(total, usage, strict=True)
        total = Usage(*((a or 0) + b if b is not None else a for a, b in counts))
    return total
