"""Playback: its positions and states, with a manual clock."""

from __future__ import annotations

from ppchat.core.inspect.rounds.rounds import as_rounds
from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.playback import Playback
from tests.support.recordings import MS, build_recording, message_events


class PlaybackRecorder:
    """A playback, with the positions and states it reported."""

    def __init__(self, recording: Recording) -> None:
        self.now_ns = 0
        self.positions: list[int] = []
        self.states: list[str] = []
        self.playback = Playback(self.positions.append, self.states.append, lambda: self.now_ns)
        self.playback.load(as_rounds(recording))
        self.states.clear()

    def pass_ms(self, ms: int) -> None:
        self.now_ns += ms * MS
        self.playback.tick()


def test_ticks_advance_and_stop_at_the_end() -> None:
    recorder = PlaybackRecorder(build_recording(message_events()))
    recorder.playback.tick()
    assert recorder.positions == []
    recorder.playback.toggle(5)
    recorder.pass_ms(20)
    assert recorder.positions == [5, 6]
    assert recorder.states[-1] == "▶ 1×"
    recorder.pass_ms(60_000)
    assert recorder.positions[-1] == 11
    assert recorder.states[-1] == "❚❚ 1×"
    assert not recorder.playback.playing


def test_a_pause_and_a_change_of_speed_are_reported() -> None:
    recorder = PlaybackRecorder(build_recording(message_events()))
    recorder.playback.pause()
    assert recorder.states == []
    recorder.playback.set_speed(0.5)
    recorder.playback.toggle(5)
    recorder.pass_ms(20)
    assert recorder.positions[-1] == 5
    recorder.playback.change_speed(2)
    assert recorder.states[-1] == "▶ 2×"
    recorder.playback.pause()
    assert recorder.states[-1] == "❚❚ 2×"
    recorder.pass_ms(1000)
    assert recorder.positions[-1] == 5


def test_another_exchange_is_played_from_its_own_beginning() -> None:
    recorder = PlaybackRecorder(build_recording(message_events()))
    recorder.playback.toggle(5)
    recorder.playback.load(as_rounds(build_recording(message_events())))
    assert recorder.states[-1] == ""
    assert not recorder.playback.playing


def test_without_an_exchange_nothing_plays() -> None:
    positions: list[int] = []
    states: list[str] = []
    playback = Playback(positions.append, states.append)
    playback.tick()
    playback.toggle(0)
    playback.pause()
    playback.change_speed(1)
    assert not playback.playing
    assert (positions, states) == ([], [])
