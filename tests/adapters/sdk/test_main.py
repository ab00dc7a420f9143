"""The process in which an SDK reads a stream."""

from __future__ import annotations

import json
import subprocess

import pytest

from ppchat.adapters.processes.child import module_command
from tests.support.chunks import TWISTER, chat_recording
from tests.support.messages import WEATHER, messages_recording
from tests.support.recordings import build_recording, message_events

RECORDINGS = {
    "openai.responses": build_recording(message_events()),
    "openai.chat.completions": chat_recording(*TWISTER),
    "anthropic.messages": messages_recording(*WEATHER),
}
"""A sound stream for each part of an SDK."""


@pytest.mark.parametrize("part", RECORDINGS)
def test_each_way_of_reading_is_one_line(part: str) -> None:
    frames = [frame.raw for frame in RECORDINGS[part].frames()]
    sizes = json.dumps([len(frame) for frame in frames]).encode()
    result = subprocess.run(
        module_command("ppchat.adapters.sdk.main", part),
        input=sizes + b"\n" + b"".join(frames),
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["call"], line["error"]) for line in lines] == [
        ("create(stream=True)", ""),
        (f"{part.partition('.')[2]}.stream()", ""),
    ]
    assert len({line["version"] for line in lines}) == 1
    assert {line["event"] for line in lines} <= {len(frames) - 2, len(frames) - 1}
