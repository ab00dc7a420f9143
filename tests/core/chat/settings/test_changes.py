"""What changed between two turns, in words."""

from __future__ import annotations

from ppchat.core.chat.settings.changes import settings_changes
from ppchat.core.chat.settings.turn_settings import TurnSettings

FIRST = TurnSettings("m", "Be brief.", {"effort": "low", "store": False}, {"seed": 7})


def test_a_first_turn_has_what_is_set() -> None:
    assert settings_changes(None, TurnSettings("m")) == ()
    assert settings_changes(None, FIRST) == (
        "instructions Be brief.",
        "effort low",
        "store false",
        "seed 7",
    )


def test_a_later_one_has_what_differs() -> None:
    assert settings_changes(FIRST, FIRST) == ()
    schema = {"title": "City"}
    later = TurnSettings(
        "other", "", {"effort": "high", "schema": schema}, {"metadata": {"a": "é"}}
    )
    assert settings_changes(FIRST, later) == (
        "model other",
        "instructions none",
        "effort high",
        "store the server's",
        "schema City",
        "seed the server's",
        'metadata {"a": "é"}',
    )
    unnamed = later.with_parameter("schema", {})
    assert settings_changes(later, unnamed) == ("schema of its own",)
