"""The sentences of actions."""

from __future__ import annotations

from ppchat.core.view.action_sentences import SENTENCES, sentence_of
from tests.tui.test_bindings import bindings


def test_each_is_of_a_binding() -> None:
    assert set(SENTENCES) - {binding.id for binding in bindings()} == set()


def test_they_are_short_and_in_one_style() -> None:
    for _, sentence in SENTENCES.values():
        assert len(sentence) <= 40
        assert sentence[0].isupper()
        assert sentence[-1] != "."


def test_an_unknown_action_is_described_by_its_binding() -> None:
    assert sentence_of("prompt.send", "send") == "Send the prompt"
    assert sentence_of("new.thing", "do it") == "Do it"
