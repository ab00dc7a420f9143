"""Playback at the recorded pace, with a clock that is advanced by hand."""

from __future__ import annotations

from ppchat.core.inspect.player import SPEEDS, Player
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from tests.support.exchanges import weather_exchange
from tests.support.recordings import MS, build_recording, message_events


class Clock:
    now_ns = 1_000

    def __call__(self) -> int:
        return self.now_ns

    def advance_ms(self, ms: float) -> None:
        self.now_ns += round(ms * MS)


def test_events_come_at_their_own_times() -> None:
    clock = Clock()
    player = Player(as_rounds(build_recording(message_events())), clock)
    player.play(0)
    assert player.position() == 0
    clock.advance_ms(30)
    assert player.position() == 1
    clock.advance_ms(270)
    assert player.position() == 3
    clock.advance_ms(10_000)
    assert player.position() == 11
    assert not player.playing


def test_it_plays_from_the_cursor_and_at_the_end_from_the_start() -> None:
    clock = Clock()
    player = Player(as_rounds(build_recording(message_events())), clock)
    player.play(5)
    clock.advance_ms(20)
    assert player.position() == 6
    player.pause()
    clock.advance_ms(500)
    assert player.position() == 6
    player.play(11)
    assert player.position() == 0


def test_the_speed_changes_without_a_jump() -> None:
    clock = Clock()
    player = Player(as_rounds(build_recording(message_events())), clock)
    player.play(4)
    assert player.change_speed(1) == 2.0
    clock.advance_ms(10)
    assert player.position() == 5 or player.position() == 6
    assert player.change_speed(-100) == SPEEDS[0]
    before = player.position()
    clock.advance_ms(10)
    assert player.position() == before
    assert player.change_speed(100) == SPEEDS[-1]


def test_without_timestamps_every_event_takes_equally_long() -> None:
    clock = Clock()
    player = Player(as_rounds(build_recording(message_events(), timed=False)), clock)
    player.play(0)
    clock.advance_ms(260)
    assert player.position() == 6


def test_timestamps_that_go_backwards_never_take_events_away() -> None:
    stream = build_recording([(n, {"type": "x"}) for n in (0, 100, 20, 30, 300)])
    clock = Clock()
    player = Player(as_rounds(stream), clock)
    player.play(0)
    positions = []
    for _ in range(8):
        clock.advance_ms(50)
        positions.append(player.position())
    assert positions == sorted(positions)
    assert positions[-1] == 5


def test_it_goes_on_from_round_to_round_after_the_time_between_them() -> None:
    clock = Clock()
    player = Player(Rounds(weather_exchange(pause_ms=800)), clock)
    player.play(5)  # the last but one event of the first round, at 390 ms
    clock.advance_ms(20)
    assert player.position() == 6
    clock.advance_ms(900)
    assert player.position() == 6
    clock.advance_ms(40)
    assert player.position() == 7  # at 1350 ms


def test_a_long_time_between_rounds_is_cut_short() -> None:
    clock = Clock()
    player = Player(Rounds(weather_exchange(pause_ms=3_600_000)), clock)
    player.play(6)
    clock.advance_ms(1000)
    assert player.position() == 6
    clock.advance_ms(1000)
    assert player.position() == 6
    clock.advance_ms(160)
    assert player.position() == 7
