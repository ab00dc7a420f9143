"""The lanes of an exchange have one axis of time."""

from __future__ import annotations

from ppchat.core.inspect.rounds.lanes import RoundLanes
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from tests.support.exchanges import weather_exchange
from tests.support.recordings import MS, T0_NS, TWISTER, build_recording


def _grown(rounds: Rounds) -> RoundLanes:
    lanes = RoundLanes(rounds)
    assert lanes.grow()
    return lanes


def test_rounds_follow_one_another_with_the_time_between_them() -> None:
    lanes = _grown(Rounds(weather_exchange(pause_ms=800)))
    assert lanes.starts == [0, 1200 * MS]
    assert lanes.end == 1700 * MS
    assert [lanes.time_of(n) for n in (0, 5, 6, 11)] == [100 * MS, 400 * MS, 1350 * MS, 1700 * MS]


def test_a_time_between_rounds_is_that_of_the_last_event_before() -> None:
    lanes = _grown(Rounds(weather_exchange(pause_ms=800)))
    times = (0, 100, 800, 1300, 1350, 9000)
    assert [lanes.event_at(time * MS) for time in times] == [-1, 0, 5, 5, 6, 11]


def test_without_timestamps_the_axis_counts_events() -> None:
    lanes = _grown(Rounds(weather_exchange(timed=False)))
    assert lanes.starts == [0, 6]
    assert [lanes.time_of(n) for n in (0, 5, 6, 11)] == [0, 5, 6, 11]
    assert [lanes.event_at(time) for time in (0, 5, 6, 50)] == [0, 5, 6, 11]


def test_a_single_round_has_the_axis_of_its_recording() -> None:
    recording = build_recording(TWISTER)
    lanes = _grown(as_rounds(recording))
    assert lanes.starts == [0]
    assert lanes.end == lanes.lanes[0].end
    assert lanes.now(T0_NS + 5 * MS) == 5 * MS


def test_a_limit_is_for_all_rounds_together() -> None:
    lanes = RoundLanes(Rounds(weather_exchange()))
    assert not lanes.grow(7)
    assert lanes.seen == 7
    assert lanes.grow()
