"""Playing at recorded pace, by a clock that is counted by hand."""

from __future__ import annotations

from ppchat.core.inspect.player import SPEEDS, Player
from tests.support.made import MS, message, recording


class Clock:
    now_ns = 1_000

    def __call__(self) -> int:
        return self.now_ns

    def pass_ms(self, ms: float) -> None:
        self.now_ns += round(ms * MS)


def test_events_come_at_their_own_times() -> None:
    clock = Clock()
    player = Player(recording(message()), clock)
    player.play(0)
    assert player.position() == 0
    clock.pass_ms(30)
    assert player.position() == 1
    clock.pass_ms(270)
    assert player.position() == 3
    clock.pass_ms(10_000)
    assert player.position() == 11
    assert not player.playing


def test_it_goes_on_from_the_cursor_and_from_the_start_at_the_end() -> None:
    clock = Clock()
    player = Player(recording(message()), clock)
    player.play(5)
    clock.pass_ms(20)
    assert player.position() == 6
    player.pause()
    clock.pass_ms(500)
    assert player.position() == 6
    player.play(11)
    assert player.position() == 0


def test_the_speed_changes_without_a_jump() -> None:
    clock = Clock()
    player = Player(recording(message()), clock)
    player.play(4)
    assert player.change_speed(1) == 2.0
    clock.pass_ms(10)
    assert player.position() == 5 or player.position() == 6
    assert player.change_speed(-100) == SPEEDS[0]
    before = player.position()
    clock.pass_ms(10)
    assert player.position() == before
    assert player.change_speed(100) == SPEEDS[-1]


def test_without_times_every_event_takes_as_long() -> None:
    clock = Clock()
    player = Player(recording(message(), timed=False), clock)
    player.play(0)
    clock.pass_ms(260)
    assert player.position() == 6


def test_a_clock_of_the_recording_that_went_back_never_takes_events_away() -> None:
    made = recording([(n, {"type": "x"}) for n in (0, 100, 20, 30, 300)])
    clock = Clock()
    player = Player(made, clock)
    player.play(0)
    seen = []
    for _ in range(8):
        clock.pass_ms(50)
        seen.append(player.position())
    assert seen == sorted(seen)
    assert seen[-1] == 5
