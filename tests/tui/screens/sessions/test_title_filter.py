"""Which conversations have what was typed in their titles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.search.query import parse_query
from ppchat.tui.screens.sessions.title_filter import TitleFilter

SUMMARY = ConversationSummary("c", "Compare TCP and QUIC", "", 1, "gpt-4.1", None)


@pytest.mark.parametrize(
    ("text", "is_listed"),
    [
        ("", True),
        ("tcp qui", True),
        ("4.1 tcp", True),
        ('"tcp and"', True),
        ('"tcp quic"', False),
        ("tcp -quic", False),
        ("model:gpt", True),
        ("model:claude", False),
        ("tcp kind:answer", False),
        ("since:2026", False),
    ],
)
def test_words_phrases_and_limits(text: str, is_listed: bool) -> None:
    query = parse_query(text, datetime(2026, 3, 18, tzinfo=UTC), is_typing=True)
    assert TitleFilter(query)(SUMMARY) is is_listed
