"""Which recording answers which request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import RecordingMatcher
from ppchat.core.stream.signals import Request


def entry(name: str, *keywords: str, model: str = "m") -> tuple[Recording, Metadata]:
    request = Request({"model": model, "input": name}, "")
    return Recording(request), Metadata(keywords=keywords)


def matched_prompt(matcher: RecordingMatcher, text: str, **body: Any) -> str:
    recording = matcher.recording_for({"input": text} | body, RESPONSES)
    return RESPONSES.last_prompt(recording.request.body)


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


def test_the_prompt_is_read_and_a_recording_preferred_by_the_dialect_of_the_request() -> None:
    request = Request({"model": "m", "messages": [{"role": "user", "content": "one"}]}, "")
    chat = Recording(request, dialect=CHAT_COMPLETIONS)
    matcher = RecordingMatcher([entry("one"), (chat, Metadata())])
    assert matcher.recording_for(request.body, CHAT_COMPLETIONS) is chat
    assert matched_prompt(matcher, "one") == "one"


def test_without_a_writer_only_recordings_of_the_dialect_answer() -> None:
    with pytest.raises(LookupError, match="No recording can answer in Messages"):
        RecordingMatcher([entry("one")]).recording_for({}, MESSAGES)
    recording = Recording(Request({}, ""), dialect=MESSAGES)
    matcher = RecordingMatcher([entry("one"), (recording, Metadata())])
    assert matcher.recording_for({}, MESSAGES) is recording


def test_of_a_dialect_with_several_paths_the_recording_is_of_the_same() -> None:
    dialect = replace(MESSAGES, other_paths=("/generate",))
    one, two, other = (
        Recording(Request({}, "", path=path), dialect=dialect)
        for path in ("/messages?beta=true", "/generate", "")
    )
    matcher = RecordingMatcher([(recording, Metadata()) for recording in (one, two, other)])
    chats = [matcher.recording_for({}, dialect, "/messages") for _ in range(3)]
    completions = [matcher.recording_for({}, dialect, "/generate") for _ in range(3)]
    assert {id(recording) for recording in chats} == {id(one), id(other)}
    assert {id(recording) for recording in completions} == {id(two), id(other)}
