"""Prompts of all conversations that have certain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.store import past_prompts
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request

TEXTS = ("Why is the sky blue?", "100% of birds", "A_b", "why not", "100% of birds", "x")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store.db")
    for number, text in enumerate(TEXTS):
        recording = Recording(Request({}, ""), f"2026-03-18T15:{number:02}:00.000+00:00")
        store.begin_run("a", Node(str(number), None, text, recording))
    return store


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("", ["x", "100% of birds", "why not", "A_b", "Why is the sky blue?"]),
        ("WHY", ["why not", "Why is the sky blue?"]),
        ("blue why", ["Why is the sky blue?"]),
        ("%", ["100% of birds"]),
        ("_", ["A_b"]),
        ("wisb", ["Why is the sky blue?"]),
        ("nothing here", []),
    ],
)
def test_the_latest_with_all_words_come_first(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: str, texts: list[str]
) -> None:
    monkeypatch.setattr(past_prompts, "_PAGE", 2)
    assert [prompt.text for prompt in store.search_prompts(words, 10)] == texts
    store.close()


def test_it_stops_at_the_limit_and_when_it_is_not_wanted(store: Store) -> None:
    (prompt,) = store.search_prompts("", 1)
    assert prompt == ("x", "2026-03-18T15:05:00.000+00:00", TEXTS[0])
    assert store.search_prompts("", 10, lambda: False) == []
    store.close()
