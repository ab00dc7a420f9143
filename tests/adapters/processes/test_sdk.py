"""The openai SDK reads a stream in a process of its own."""

from __future__ import annotations

import sys

import pytest

from ppchat.adapters.processes import sdk
from ppchat.adapters.processes.sdk import SdkReading, read_with_sdk
from ppchat.core.dialects.finding import Severity
from ppchat.demo.recordings import recordings
from tests.support.recordings import build_recording, message_events


async def test_a_sound_stream_is_read_to_its_end() -> None:
    recording = next(recording for recording, _ in recordings() if recording.response.text)
    readings = await read_with_sdk(recording)
    assert [reading.call for reading in readings] == ["create(stream=True)", "responses.stream()"]
    assert [reading.finding for reading in readings] == [None, None]
    assert readings[1].sentence.endswith("responses.stream() reads the stream to its end.")


async def test_the_event_at_which_it_fails_is_named() -> None:
    events = message_events()
    del events[3]  # content_part.added
    typed, accumulated = await read_with_sdk(build_recording(events))
    assert typed.finding is None
    finding = accumulated.finding
    assert finding is not None
    assert (finding.severity, finding.code, finding.events) == (Severity.VIOLATION, "sdk", (3,))
    assert "responses.stream() raises IndexError at event 3: " in finding.message


async def test_an_error_that_the_stream_reports_is_no_violation() -> None:
    error = {"type": "error", "error": {"message": "Too busy", "code": "overload"}}
    readings = await read_with_sdk(build_recording([*message_events()[:4], (400, error)]))
    for reading in readings:
        assert reading.finding is not None
        assert reading.finding.severity is Severity.REMARK
        assert reading.sentence.endswith("raises APIError at event 4: Too busy")


@pytest.mark.parametrize(
    ("program", "timeout_s", "message"),
    [
        ("import time; time.sleep(600)", 1, "openai-python does not finish within 1.0 s."),
        ("import os; os._exit(3)", 60, "openai-python ends its process (exit code 3)."),
    ],
)
async def test_a_process_that_hangs_or_crashes_is_a_result(
    program: str, timeout_s: float, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk, "module_command", lambda *_: (sys.executable, "-c", program))
    monkeypatch.setattr(sdk, "_TIMEOUT_S", timeout_s)
    (reading,) = await read_with_sdk(build_recording(message_events()))
    assert isinstance(reading, SdkReading)
    assert reading.sentence == message
