"""Which recording answers what."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.formats.jsonl import About
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import Repertoire, prompt
from ppchat.core.stream.signals import Request


def entry(name: str, *keywords: str, model: str = "m") -> tuple[Recording, About]:
    request = Request({"model": model, "input": name}, "")
    return Recording(request), About(keywords=keywords)


def answering(repertoire: Repertoire, said: str, **body: Any) -> str:
    return prompt(repertoire.recording_for({"input": said} | body).request.body)


def test_the_same_prompt_comes_before_keywords() -> None:
    repertoire = Repertoire([entry("one", "two"), entry("two")])
    assert answering(repertoire, "Two!") == "two"


def test_most_keywords_decide() -> None:
    repertoire = Repertoire([entry("bird", "bird"), entry("heron", "bird", "grey")])
    assert answering(repertoire, "a BIRD that is grey?") == "heron"
    assert answering(repertoire, "a bird") == "bird"


def test_one_is_for_anything_else() -> None:
    repertoire = Repertoire([entry("one", "one"), entry("rest", "*"), entry("two", "two")])
    assert answering(repertoire, "hello") == "rest"
    assert answering(repertoire, "") == "rest"


def test_without_one_they_take_turns() -> None:
    repertoire = Repertoire([entry("one"), entry("two")])
    assert [answering(repertoire, "hello") for _ in range(3)] == ["one", "two", "one"]


def test_a_model_that_has_recordings_narrows_the_choice() -> None:
    repertoire = Repertoire([entry("one", "bird"), entry("two", model="n"), entry("three")])
    assert repertoire.models == ["m", "n"]
    assert answering(repertoire, "bird", model="n") == "two"
    assert answering(repertoire, "bird", model="unheard of") == "one"


def test_there_must_be_a_recording() -> None:
    with pytest.raises(ValueError, match="no recording"):
        Repertoire([])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("hello", "hello"),
        ([{"role": "user", "content": "hello"}], "hello"),
        (
            [
                {"role": "user", "content": "first"},
                {"role": "assistant", "content": "so"},
                {"role": "user", "content": [{"type": "input_text", "text": "hello"}, {}, 7]},
                {"role": "assistant", "content": "so"},
                7,
            ],
            "hello",
        ),
        ([{"role": "user", "content": 7}], ""),
        (None, ""),
        (7, ""),
    ],
)
def test_what_a_person_asked_last(asked: object, said: str) -> None:
    assert prompt({"input": asked}) == said
