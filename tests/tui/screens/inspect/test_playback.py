"""Playing on: where it goes and what it says, by a clock that is counted by hand."""

from __future__ import annotations

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.playback import Playback
from tests.support.made import MS, message, recording


class Heard:
    """A playback, with what it told."""

    def __init__(self, made: Recording) -> None:
        self.now_ns = 0
        self.positions: list[int] = []
        self.said: list[str] = []
        self.playback = Playback(made, self.positions.append, self.said.append, lambda: self.now_ns)

    def pass_ms(self, ms: int) -> None:
        self.now_ns += ms * MS
        self.playback.tick()


def test_ticks_go_on_and_stop_at_the_end() -> None:
    heard = Heard(recording(message()))
    heard.playback.tick()
    assert heard.positions == []
    heard.playback.play(5)
    heard.pass_ms(20)
    assert heard.positions == [5, 6]
    assert heard.said[-1] == "▶ 1×"
    heard.pass_ms(60_000)
    assert heard.positions[-1] == 11
    assert heard.said[-1] == "❚❚ 1×"
    assert not heard.playback.playing


def test_a_pause_and_another_speed_are_told() -> None:
    heard = Heard(recording(message()))
    heard.playback.pause()
    assert heard.said == []
    heard.playback.set_speed(0.5)
    heard.playback.play(5)
    heard.pass_ms(20)
    assert heard.positions[-1] == 5
    heard.playback.change_speed(2)
    assert heard.said[-1] == "▶ 2×"
    heard.playback.pause()
    assert heard.said[-1] == "❚❚ 2×"
    heard.pass_ms(1000)
    assert heard.positions[-1] == 5
