"""Going to an event by its number or by a time."""

from __future__ import annotations

import pytest

from ppchat.core.inspect.goto import jump
from tests.support.made import message, recording

MADE = recording(message(["a"] * 5))


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
    ],
)
def test_a_place(text: str, position: int) -> None:
    assert jump(MADE, text, 6) == position


@pytest.mark.parametrize(("text", "said"), [("", "number"), ("x", "number"), ("99", "is 12")])
def test_what_is_no_place_is_told(text: str, said: str) -> None:
    answer = jump(MADE, text, 6)
    assert isinstance(answer, str)
    assert said in answer


def test_a_time_in_a_recording_without_times() -> None:
    assert jump(recording(message(), timed=False), "1s", 0) == "this recording kept no times"
