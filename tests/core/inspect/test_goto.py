"""Going to an event by its number or by a time."""

from __future__ import annotations

import pytest

from ppchat.core.inspect.goto import parse_goto
from ppchat.core.inspect.rounds.rounds import as_rounds
from tests.support.recordings import build_recording, message_events

RECORDING = build_recording(message_events(["a"] * 5))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("4", 5),
        ("+2", 8),
        ("-2", 4),
        ("0.3s", 3),
        ("343ms", 7),
        ("+20ms", 7),
        ("50%", 6),
        ("900s", 13),
        ("0s", 0),
        ("+" + "9" * 400, 13),
        ("-" + "9" * 400, 0),
        ("9" * 400 + "m", 13),
    ],
)
def test_valid_input(text: str, position: int) -> None:
    assert parse_goto(as_rounds(RECORDING), text, 6) == position


@pytest.mark.parametrize(("text", "message"), [("", "number"), ("x", "number"), ("99", "is 12")])
def test_invalid_input_is_explained(text: str, message: str) -> None:
    result = parse_goto(as_rounds(RECORDING), text, 6)
    assert isinstance(result, str)
    assert message in result


def test_a_time_in_a_recording_without_timestamps() -> None:
    assert (
        parse_goto(as_rounds(build_recording(message_events(), timed=False)), "1s", 0)
        == "this recording has no timestamps"
    )
