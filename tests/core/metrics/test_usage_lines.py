"""What a conversation used, in lines."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.conversation_usage import conversation_usage
from ppchat.core.metrics.cost import no_cost
from ppchat.core.metrics.usage_lines import token_words, usage_lines
from ppchat.core.response.response import Usage
from ppchat.core.stream.signals import End
from tests.support.recordings import TWISTER, build_recording

ANSWER = build_recording(TWISTER).summary
CUT_OFF = build_recording(TWISTER[:5], end=End.BROKEN).summary


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (Usage(1204, 1024, 310, 192, None), "1,204 in (1,024 cached), 310 out (192 reasoning)"),
        (Usage(9, 2, 3, None, None, 4), "9 in (2 cached, 4 written to the cache), 3 out"),
        (Usage(9, 0, None, None, None), "9 in"),
        (Usage(None, None, None, None, None), ""),
    ],
)
def test_counts_in_words(usage: Usage, words: str) -> None:
    assert token_words(usage) == words


def test_what_was_not_reported_is_said() -> None:
    ((heading, rows),) = usage_lines(conversation_usage([CUT_OFF], no_cost))
    assert heading.endswith(" · 1 answer")
    assert dict(rows)["tokens"] == "not reported"
    ((_, rows),) = usage_lines(conversation_usage([CUT_OFF, ANSWER], no_cost))
    assert dict(rows)["tokens"].endswith(", as reported for 1 of 2")
