"""The recordings of the demo: up to date, complete, and valid by the protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from openai.types.responses import Response
from pydantic import TypeAdapter

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.metrics.metrics import NS_PER_MS, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import MatchRule, RecordingMatcher
from ppchat.core.response.outcome import Outcome
from ppchat.demo.recordings import FOLDER, recordings
from tests.demo.make import takes
from tests.demo.take import Take
from tests.support.jsonl import dump_lines
from tests.support.sdk_types import event_models

TAKES = {take.name: take for take in takes()}
each_take = pytest.mark.parametrize("take", TAKES.values(), ids=TAKES)
OUTCOMES = {
    "incomplete": Outcome.INCOMPLETE,
    "failed": Outcome.FAILED,
    "error": Outcome.FAILED,
}


MODELS = event_models()


@each_take
def test_the_file_is_what_the_script_makes(take: Take) -> None:
    about = Metadata(title=take.title, keywords=tuple(take.keywords.split()))
    text = "".join(dump_lines(take.recording, about))
    assert (FOLDER / f"{take.name}.jsonl").read_text(encoding="ascii") == text


def test_no_other_recording_is_bundled() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(TAKES)
    assert len(recordings()) == len(TAKES)


@each_take
def test_every_event_is_one_the_sdk_knows(take: Take) -> None:
    for event in take.recording.events():
        assert not event.fault
        MODELS[event.type].model_validate(event.data, strict=True)
        assert event.data["sequence_number"] == event.n


@each_take
def test_each_ends_as_intended(take: Take) -> None:
    recording = take.recording
    assert recording.outcome == OUTCOMES.get(take.name, Outcome.COMPLETED)
    if take.name != "error":
        last = recording.event(len(recording) - 1)
        TypeAdapter(Response).validate_python(last.data["response"], strict=True)


@each_take
def test_the_last_event_repeats_what_was_streamed(take: Take) -> None:
    recording = take.recording
    before, after = recording.at(len(recording) - 1), recording.response
    assert [item.parts for item in before.items] == [item.parts for item in after.items]


@each_take
def test_the_timing_is_realistic(take: Take) -> None:
    recording = take.recording
    take_metrics = metrics(recording.summary)
    assert take_metrics.ttft_ms is not None
    assert take_metrics.icl_p50_ms is not None
    assert 300 <= take_metrics.ttft_ms <= 900
    assert 12 <= take_metrics.icl_p50_ms <= 40
    stamps = [recording.since_start_ns(n) for n in range(len(recording))]
    assert stamps == sorted(stamps)
    assert stamps[0] > 100 * NS_PER_MS


def _data(recording: Recording, event_type: str) -> list[Mapping[str, Any]]:
    return [event.data for event in recording.events() if event.type == event_type]


def test_the_twister_is_recited_five_times() -> None:
    recording = TAKES["twister"].recording
    deltas = [data["delta"] for data in _data(recording, "response.output_text.delta")]
    assert deltas[:9] == ["Sure", "!", " Here", " it", " is", ":\n\n", "Peter", " Piper", " picked"]
    line = "Peter Piper picked a peck of pickled peppers."
    assert recording.response.text.splitlines().count(line) == 5


@each_take
def test_citations_lie_on_what_they_cite(take: Take) -> None:
    recording = take.recording
    text = recording.response.text
    for data in _data(recording, "response.output_text.annotation.added"):
        note = data["annotation"]
        cited = text[note["start_index"] : note["end_index"]]
        assert cited == f"([{note['title']}]({note['url']}))"


def test_there_are_citations() -> None:
    annotations = _data(TAKES["web-search"].recording, "response.output_text.annotation.added")
    assert len(annotations) == 7


def test_the_limit_is_that_of_the_request() -> None:
    recording = TAKES["incomplete"].recording
    assert recording.response.reason == "max_output_tokens"
    assert recording.response.usage
    assert recording.response.usage.output == recording.request.body["max_output_tokens"]


def test_the_call_names_its_arguments() -> None:
    (call,) = (
        i for i in TAKES["function-call"].recording.response.items if i.type == "function_call"
    )
    assert json.loads(call.text("arguments"))["unit"] == "celsius"


def test_calls_and_their_answers_follow_each_other() -> None:
    """Each call of the demo is answered by a request that refers to it, and ends in words."""
    matcher = RecordingMatcher((take.recording, Metadata()) for take in TAKES.values())
    calling = [take for take in TAKES.values() if RESPONSES.calls(take.recording.response)]
    assert len(calling) == 4
    for take in TAKES.values():
        if not take.prompt:
            match = matcher.match(take.recording.request.body, RESPONSES)
            assert (match.recording, match.rule) == (take.recording, MatchRule.WHOLE_INPUT)
            assert match.digest.prompt in {before.prompt for before in calling}
            assert not RESPONSES.calls(take.recording.response)


def test_the_essay_takes_about_half_a_minute() -> None:
    take_metrics = metrics(TAKES["essay"].recording.summary)
    assert take_metrics.e2e_ms
    assert 25_000 < take_metrics.e2e_ms < 35_000


def test_any_other_prompt_is_answered_with_a_list_of_prompts() -> None:
    text = TAKES["other"].recording.response.text
    for take in TAKES.values():
        assert take.name == "other" or take.prompt in text
    assert "OPENAI_API_KEY" in text
