"""Where a stream departs from Messages."""

from __future__ import annotations

import pytest

from tests.support.messages import OVERLOADED, SOUND, TWISTER, messages_recording


def codes(recording: object) -> list[str]:
    return [finding.code for finding in recording.dialect.protocol_findings(recording)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_stream_has_no_findings(name: str) -> None:
    assert codes(messages_recording(*SOUND[name])) == []


def test_how_a_stream_ends() -> None:
    assert codes(messages_recording()) == ["empty"]
    assert codes(messages_recording(*TWISTER[:-1])) == ["no-stop"]
    assert codes(messages_recording(*TWISTER[:3], OVERLOADED)) == []
    assert codes(messages_recording(*TWISTER[:-1], end=None)) == []
