"""Sums of token counts."""

from __future__ import annotations

from ppchat.core.metrics.usage import total_usage
from ppchat.core.response.response import Usage


def test_a_count_that_no_answer_has_stays_unknown() -> None:
    assert total_usage([]) == Usage(None, None, None, None, None, None)
    assert total_usage([Usage(1, None, 2, None, None), Usage(None, 3, 4, None, None)]) == Usage(
        1, 3, 6, None, None, None
    )
