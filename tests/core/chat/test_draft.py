"""Drafts as they are stored."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.chat.draft import Draft, dump_draft, parse_draft

TEXTS = st.text(st.characters(exclude_characters="\x1e"))


@given(TEXTS, st.lists(TEXTS))
def test_a_draft_is_read_as_it_was_written(text: str, queued: list[str]) -> None:
    draft = Draft(text, tuple(queued))
    assert parse_draft(dump_draft(draft)) == draft


def test_a_draft_without_a_queue_is_its_text() -> None:
    assert dump_draft(Draft("a\nb")) == "a\nb"
    assert dump_draft(Draft("a", ("b\x1ec",))) == "bc\x1ea"
