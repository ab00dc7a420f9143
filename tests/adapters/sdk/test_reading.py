"""An SDK reads a stream in a process of its own."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from ppchat.adapters.sdk import reading
from ppchat.adapters.sdk.reading import SdkReading, read_with_sdk, sdk_of
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.demo.recordings import recordings
from tests.support.chunks import DONE_FRAME, TWISTER, chat_recording, chunk, chunk_of
from tests.support.messages import WEATHER, messages_recording
from tests.support.recordings import build_recording, message_events


async def test_a_sound_stream_is_read_to_its_end() -> None:
    recording = next(recording for recording, _ in recordings() if recording.response.text)
    results = await read_with_sdk(recording)
    assert [result.call for result in results] == ["create(stream=True)", "responses.stream()"]
    assert [result.finding for result in results] == [None, None]
    assert results[1].sentence.endswith("responses.stream() reads the stream to its end.")


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
    results = await read_with_sdk(build_recording([*message_events()[:4], (400, error)]))
    for result in results:
        assert result.finding is not None
        assert result.finding.severity is Severity.REMARK
        assert result.sentence.endswith("raises APIError at event 4: Too busy")


async def test_a_sound_stream_of_chat_completions_is_read_to_its_end() -> None:
    results = await read_with_sdk(chat_recording(*TWISTER))
    assert [result.call for result in results] == [
        "create(stream=True)",
        "chat.completions.stream()",
    ]
    assert [result.finding for result in results] == [None, None]


async def test_an_answer_at_its_limit_is_reported_and_no_violation() -> None:
    recording = chat_recording(chunk(content="Hi"), chunk(finish="length"), DONE_FRAME)
    typed, accumulated = await read_with_sdk(recording)
    assert typed.finding is None
    assert accumulated.finding is not None
    assert accumulated.finding.severity is Severity.REMARK
    assert "get_final_completion() raises LengthFinishReasonError" in accumulated.sentence


async def test_a_chunk_that_breaks_the_accumulator_is_a_violation() -> None:
    frames = [chunk(content="Hi"), chunk_of({"index": 0, "finish_reason": None, "delta": None})]
    _, accumulated = await read_with_sdk(chat_recording(*frames))
    assert accumulated.finding is not None
    assert (accumulated.finding.severity, accumulated.finding.events) == (Severity.VIOLATION, (1,))


async def test_a_sound_stream_of_messages_is_read_by_the_other_sdk() -> None:
    results = await read_with_sdk(messages_recording(*WEATHER))
    assert [result.finding for result in results] == [None, None]
    assert results[1].sentence.startswith("anthropic-python ")
    assert results[1].sentence.endswith("messages.stream() reads the stream to its end.")


async def test_an_sdk_that_is_not_installed_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "module_command", lambda *_: (sys.executable, "-c", ""))
    (result,) = await read_with_sdk(messages_recording(*WEATHER))
    assert result.finding is None
    assert result.sentence == "anthropic-python is not installed: pip install anthropic"


async def test_a_dialect_without_an_sdk_is_a_sentence() -> None:
    dialect = replace(DEFAULT_DIALECT, sdk="", label="Shouting")
    assert sdk_of(dialect) == ""
    (result,) = await read_with_sdk(build_recording(message_events(), dialect=dialect))
    assert result.finding is None
    assert result.sentence == "There is no SDK that accumulates streams of Shouting."


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
    monkeypatch.setattr(reading, "module_command", lambda *_: (sys.executable, "-c", program))
    monkeypatch.setattr(reading, "_TIMEOUT_S", timeout_s)
    (result,) = await read_with_sdk(build_recording(message_events()))
    assert isinstance(result, SdkReading)
    assert result.sentence == message
