"""Where a stream departs from Messages."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.stream.signals import TRUNCATED, End, Problem
from tests.support.messages import OVERLOADED, SOUND, TWISTER, messages_recording
from tests.support.recordings import EventData


def codes(*frames: EventData | bytes, **options: Any) -> list[str]:
    """The codes of the findings about a stream."""
    recording = messages_recording(*frames, **options)
    return [finding.code for finding in recording.dialect.protocol_findings(recording)]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (End.EOF, ["no-stop"]),
        (End.BROKEN, ["no-stop"]),
        (End.STOPPED, []),
        (None, []),
    ],
)
@pytest.mark.parametrize("count", range(1, len(TWISTER)))
def test_a_stream_without_its_end(end: End | None, expected: list[str], count: int) -> None:
    assert codes(*TWISTER[:count], end=end) == expected


@pytest.mark.parametrize("name", SOUND)
def test_an_error_ends_a_stream_anywhere(name: str) -> None:
    events = SOUND[name]
    for count in range(len(events)):
        assert codes(*events[:count], OVERLOADED) == []


def test_what_was_not_recorded_is_not_judged() -> None:
    problem = Problem(TRUNCATED, "The file holds the beginning", "")
    cut = b'event: content_block_delta\ndata: {"type":'
    assert codes(*TWISTER[:4], cut, problem=problem) == []


def test_each_of_several_messages_is_checked_by_itself() -> None:
    recording = messages_recording(*TWISTER, *TWISTER[:-2], TWISTER[-1])
    findings = recording.dialect.protocol_findings(recording)
    assert [(finding.code, tuple(finding.events)) for finding in findings] == [
        ("two-messages", (8,)),
        ("no-stop-reason", (14,)),
    ]
