"""Rows of the event list as sentences."""

from __future__ import annotations

from ppchat.core.inspect.event_rows import EventRow
from ppchat.tui.events.event_sentence import event_sentence
from tests.support.recordings import TWISTER, build_recording

RECORDING = build_recording(TWISTER)


def sentence(first: int, last: int, threshold_ns: int = 1 << 60) -> str:
    return event_sentence(RECORDING, EventRow(first, last), {0: "message"}, threshold_ns)


def deltas() -> list[int]:
    return [n for n in range(len(RECORDING)) if RECORDING.delta_size(n)]


def test_an_event_is_its_number_its_type_its_time_and_what_it_carries() -> None:
    n = deltas()[0]
    text = RECORDING.at(n + 1).text.strip()
    assert sentence(n, n).startswith(f"Event {n}, ")
    assert " seconds: " in sentence(n, n)
    assert text in sentence(n, n)


def test_a_run_says_how_many_pieces_it_has() -> None:
    first, *_, last = deltas()
    assert sentence(first, last).startswith(f"Events {first} to {last}, ")
    assert f"{last - first + 1} pieces" in sentence(first, last)


def test_a_slow_event_says_how_long_it_took() -> None:
    n = deltas()[0]
    assert " milliseconds" in sentence(n, n, 0)
    assert " milliseconds" not in sentence(n, n)


def test_steps_are_named() -> None:
    assert "created" in sentence(0, 1)
