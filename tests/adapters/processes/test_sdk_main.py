"""The process in which the openai SDK reads a stream."""

from __future__ import annotations

import json
import subprocess

from openai import __version__

from ppchat.adapters.processes.child import module_command
from tests.support.recordings import build_recording, message_events


def test_each_way_of_reading_is_one_line() -> None:
    frames = [frame.raw for frame in build_recording(message_events()[:6]).frames()]
    sizes = json.dumps([len(frame) for frame in frames]).encode()
    result = subprocess.run(
        module_command("ppchat.adapters.processes.sdk_main"),
        input=sizes + b"\n" + b"".join(frames),
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["call"], line["error"]) for line in lines] == [
        ("create(stream=True)", ""),
        ("responses.stream()", ""),
    ]
    assert {(line["version"], line["event"]) for line in lines} == {(__version__, 5)}
