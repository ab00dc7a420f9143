"""What a sound stream does, and the findings where one departs from it."""

from __future__ import annotations

from ppchat.core.dialects.chat_completions.rules import protocol_findings
from tests.support.chunks import TWISTER, chat_recording


def test_a_sound_stream_has_no_findings() -> None:
    assert protocol_findings(chat_recording(*TWISTER)) == []


def test_a_stream_without_an_end() -> None:
    assert [finding.code for finding in protocol_findings(chat_recording(*TWISTER[:3]))] == [
        "no-finish"
    ]
    assert [finding.code for finding in protocol_findings(chat_recording())] == ["empty"]
