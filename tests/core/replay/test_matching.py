"""Which recording answers which request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import RecordingMatcher
from ppchat.core.stream.signals import Request


def entry(name: str, *keywords: str, model: str = "m") -> tuple[Recording, Metadata]:
    request = Request({"model": model, "input": name}, "")
    return Recording(request), Metadata(keywords=keywords)


def matched_prompt(matcher: RecordingMatcher, text: str, **body: Any) -> str:
    return DEFAULT_DIALECT.last_prompt(matcher.recording_for({"input": text} | body).request.body)


def test_the_same_prompt_takes_precedence_over_keywords() -> None:
    matcher = RecordingMatcher([entry("one", "two"), entry("two")])
    assert matched_prompt(matcher, "Two!") == "two"


def test_most_keywords_decide() -> None:
    matcher = RecordingMatcher([entry("bird", "bird"), entry("heron", "bird", "grey")])
    assert matched_prompt(matcher, "a BIRD that is grey?") == "heron"
    assert matched_prompt(matcher, "a bird") == "bird"


def test_the_wildcard_answers_everything_else() -> None:
    matcher = RecordingMatcher([entry("one", "one"), entry("rest", "*"), entry("two", "two")])
    assert matched_prompt(matcher, "hello") == "rest"
    assert matched_prompt(matcher, "") == "rest"


def test_without_a_wildcard_they_take_turns() -> None:
    matcher = RecordingMatcher([entry("one"), entry("two")])
    assert [matched_prompt(matcher, "hello") for _ in range(3)] == ["one", "two", "one"]


def test_a_model_that_has_recordings_narrows_the_choice() -> None:
    matcher = RecordingMatcher([entry("one", "bird"), entry("two", model="n"), entry("three")])
    assert matcher.models == ["m", "n"]
    assert matched_prompt(matcher, "bird", model="n") == "two"
    assert matched_prompt(matcher, "bird", model="unknown") == "one"


def test_there_must_be_a_recording() -> None:
    with pytest.raises(ValueError, match="no recording"):
        RecordingMatcher([])
