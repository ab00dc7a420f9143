"""The rounds of an exchange are one sequence of events."""

from __future__ import annotations

from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from tests.support.exchanges import weather_exchange
from tests.support.recordings import MS, TWISTER, build_recording


def test_events_are_numbered_from_round_to_round() -> None:
    rounds = Rounds(weather_exchange(calls=2))
    assert (len(rounds), rounds.are_several) == (18, True)
    assert [rounds.start_of(index) for index in range(3)] == [0, 6, 12]
    assert [(place.round, place.n) for place in map(rounds.event, (0, 5, 6, 17))] == [
        (0, 0),
        (0, 5),
        (1, 0),
        (2, 5),
    ]


def test_a_position_is_one_of_the_round_of_its_event() -> None:
    rounds = Rounds(weather_exchange())
    places = [rounds.at(position) for position in (0, 1, 6, 7, 12, 99)]
    assert [(place.round, place.n) for place in places] == [
        (0, 0),
        (0, 1),
        (0, 6),
        (1, 1),
        (1, 6),
        (1, 6),
    ]


def test_at_the_end_it_is_the_last_round_even_without_events() -> None:
    call, _ = weather_exchange()
    waiting = build_recording([], end=None)
    assert Rounds((call, waiting)).at(len(call)).recording is waiting
    assert Rounds((call, waiting)).at(len(call) - 1).recording is call


def test_a_recording_is_an_exchange_of_one_round() -> None:
    recording = build_recording(TWISTER)
    rounds = as_rounds(recording)
    assert rounds.recordings == (recording,)
    assert not rounds.are_several
    assert as_rounds(rounds) is rounds


def test_each_round_has_its_span() -> None:
    spans = Rounds(weather_exchange(pause_ms=800)).spans()
    assert [span.start_ns for span in spans] == [0, 1200 * MS]
