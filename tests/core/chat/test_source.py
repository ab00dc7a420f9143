"""Where conversations come from."""

from __future__ import annotations

from ppchat.core.chat.source import Source, parse_source


def test_only_ones_own_conversations_need_no_mark() -> None:
    assert [source.label for source in Source] == ["", "proxy", "imported"]


def test_a_source_is_read_as_it_is_stored() -> None:
    assert [parse_source(source.value) for source in Source] == list(Source)
    assert parse_source("a later one") is Source.OWN
