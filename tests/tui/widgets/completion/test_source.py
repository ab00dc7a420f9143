"""Candidates and what they default to."""

from __future__ import annotations

from ppchat.tui.widgets.completion.source import Candidate, Candidates


def test_a_candidate_replaces_a_word_and_does_nothing_else() -> None:
    assert Candidate("a", "b").run is None
    assert Candidates().takes_first
