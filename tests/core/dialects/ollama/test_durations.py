"""The server's own durations."""

from __future__ import annotations

from ppchat.core.dialects.ollama.durations import server_durations
from tests.support.lines import TWISTER, chat_line, done, ollama_recording


def test_the_durations_of_the_last_line() -> None:
    durations = server_durations(ollama_recording(*TWISTER).response)
    assert [(duration.name, duration.ns) for duration in durations] == [
        ("total", 5_000_000),
        ("load", 1_000_000),
        ("prompt", 1_500_000),
        ("answer", 2_000_000),
    ]


def test_what_is_not_stated_is_left_out() -> None:
    last = done(chat_line(), total_duration=None, load_duration=-1, eval_duration="2")
    (duration,) = server_durations(ollama_recording(last).response)
    assert duration.field == "prompt_eval_duration"
    assert server_durations(ollama_recording(*TWISTER[:2]).response) == ()
