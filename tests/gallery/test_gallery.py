"""The gallery: complete, and valid by the protocol and by the SDK's types."""

from __future__ import annotations

from pathlib import Path

import pytest
from openai.types.responses import Response
from pydantic import TypeAdapter

from ppchat.adapters.recording_files import open_recorded_streams
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from tests.gallery.gallery import gallery, main
from tests.support.sdk_types import event_models, item_models

EVENTS, ITEMS = event_models(), item_models()
each_scene = pytest.mark.parametrize(("name", "recording"), gallery().items(), ids=gallery())


def test_there_is_a_recording_for_each_type_that_the_sdk_knows() -> None:
    assert set(gallery()) - {"audio"} == set(ITEMS)


@each_scene
def test_each_shows_its_type(name: str, recording: Recording) -> None:
    assert name == "audio" or name in {item.type for item in recording.response.items}


@each_scene
def test_every_event_is_valid_by_the_sdk(name: str, recording: Recording) -> None:
    for event in recording.events():
        assert not event.fault
        EVENTS[event.type].model_validate(event.data, strict=True)
        assert event.data["sequence_number"] == event.n


@each_scene
def test_every_item_is_valid_by_the_sdk(name: str, recording: Recording) -> None:
    assert recording.outcome is Outcome.COMPLETED
    response = recording.event(len(recording) - 1).data["response"]
    TypeAdapter(Response).validate_python(response, strict=True)
    for item in response["output"]:
        model = ITEMS[item["type"]]
        model.model_validate(item, strict=True)
        assert set(item) <= {field.alias or key for key, field in model.model_fields.items()}


def test_they_are_written_as_files_that_can_be_opened(tmp_path: Path) -> None:
    main(tmp_path)
    for name, recording in gallery().items():
        with open_recorded_streams(str(tmp_path / f"{name}.jsonl")) as streams:
            read = next(streams).recording()
        assert [frame.raw for frame in read.frames()] == [f.raw for f in recording.frames()]
