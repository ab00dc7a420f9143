"""The recordings of the demo: as they were made, sound, and true to the protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import BaseModel, TypeAdapter

from ppchat.core.formats.jsonl import About, lines
from ppchat.core.metrics.metrics import MS, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.demo.recordings import FOLDER, recordings
from tests.demo.make import Take, takes

TAKES = {take.name: take for take in takes()}
each = pytest.mark.parametrize("take", TAKES.values(), ids=TAKES)
VERDICTS = {
    "incomplete": Verdict.INCOMPLETE,
    "failed": Verdict.FAILED,
    "error": Verdict.FAILED,
}


def _models() -> Mapping[str, type[BaseModel]]:
    """The SDK's model of each event, by the type it is for."""
    union = get_args(get_args(ResponseStreamEvent)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in union}


MODELS = _models()


@each
def test_the_file_is_what_the_script_makes(take: Take) -> None:
    about = About(title=take.title, keywords=tuple(take.keywords.split()))
    made = "".join(lines(take.recording, about))
    assert (FOLDER / f"{take.name}.jsonl").read_text(encoding="ascii") == made


def test_no_other_recording_is_bundled() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(TAKES)
    assert len(recordings()) == len(TAKES)


@each
def test_every_event_is_one_the_sdk_knows(take: Take) -> None:
    for event in take.recording.events():
        assert not event.fault
        MODELS[event.type].model_validate(event.data, strict=True)
        assert event.data["sequence_number"] == event.n


@each
def test_it_ends_as_it_was_made_to(take: Take) -> None:
    recording = take.recording
    assert recording.verdict == VERDICTS.get(take.name, Verdict.COMPLETED)
    if take.name != "error":
        last = recording.event(len(recording) - 1)
        TypeAdapter(Response).validate_python(last.data["response"], strict=True)


@each
def test_the_last_event_repeats_what_was_streamed(take: Take) -> None:
    recording = take.recording
    before, after = recording.at(len(recording) - 1), recording.turn
    assert [item.parts for item in before.items] == [item.parts for item in after.items]


@each
def test_its_timing_is_that_of_a_server(take: Take) -> None:
    recording = take.recording
    measured = metrics(recording)
    assert measured.ttft_ms is not None
    assert measured.icl_p50_ms is not None
    assert 300 <= measured.ttft_ms <= 900
    assert 12 <= measured.icl_p50_ms <= 40
    stamps = [recording.since_start_ns(n) for n in range(len(recording))]
    assert stamps == sorted(stamps)
    assert stamps[0] > 100 * MS


def _data(recording: Recording, kind: str) -> list[Mapping[str, Any]]:
    return [event.data for event in recording.events() if event.type == kind]


def test_the_twister_is_said_five_times() -> None:
    recording = TAKES["twister"].recording
    said = [data["delta"] for data in _data(recording, "response.output_text.delta")]
    assert said[:9] == ["Sure", "!", " Here", " it", " is", ":\n\n", "Peter", " Piper", " picked"]
    line = "Peter Piper picked a peck of pickled peppers."
    assert recording.turn.text.splitlines().count(line) == 5


@each
def test_citations_lie_on_what_they_cite(take: Take) -> None:
    recording = take.recording
    text = recording.turn.text
    for data in _data(recording, "response.output_text.annotation.added"):
        note = data["annotation"]
        cited = text[note["start_index"] : note["end_index"]]
        assert cited == f"([{note['title']}]({note['url']}))"


def test_there_are_citations() -> None:
    found = _data(TAKES["web-search"].recording, "response.output_text.annotation.added")
    assert len(found) == 7


def test_the_limit_is_the_one_that_was_asked_for() -> None:
    recording = TAKES["incomplete"].recording
    assert recording.turn.reason == "max_output_tokens"
    assert recording.turn.usage
    assert recording.turn.usage.output == recording.request.body["max_output_tokens"]


def test_the_call_names_its_arguments() -> None:
    (call,) = (i for i in TAKES["function-call"].recording.turn.items if i.type == "function_call")
    assert json.loads(call.text("arguments"))["unit"] == "celsius"


def test_the_essay_takes_about_half_a_minute() -> None:
    measured = metrics(TAKES["essay"].recording)
    assert measured.e2e_ms
    assert 25_000 < measured.e2e_ms < 35_000


def test_anything_else_is_answered_with_what_can_be_asked() -> None:
    text = TAKES["other"].recording.turn.text
    for take in TAKES.values():
        assert take.name == "other" or take.prompt in text
    assert "OPENAI_API_KEY" in text
