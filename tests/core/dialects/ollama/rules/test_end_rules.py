"""The end of a stream."""

from __future__ import annotations

from ppchat.core.dialects.ollama.rules.end_rules import EndRules
from tests.support.lines import TWISTER, chat_line, done, ollama_recording


def messages(*lines: dict[str, object], is_complete: bool = True) -> list[str]:
    rules = EndRules()
    for event in ollama_recording(*lines).events():
        rules.check(event)
    return [finding.message for finding in rules.finish(is_complete=is_complete)]


def test_a_stream_must_end_if_all_of_it_was_read() -> None:
    assert messages(*TWISTER) == []
    assert messages(*TWISTER[:2]) == [
        "The stream ends without a line that is done, and without an error."
    ]
    assert messages(*TWISTER[:2], is_complete=False) == []


def test_durations_are_named_in_milliseconds() -> None:
    assert messages(TWISTER[0], done(chat_line(), total_duration=1_000_000)) == [
        "`total_duration` is 1.0 ms, but its parts are 4.5 ms."
    ]
