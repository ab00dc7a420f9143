"""Storing a stream of another program."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.store.store import Store
from ppchat.adapters.store.stream_recorder import StreamRecorder
from ppchat.core.chat.callers import Callers
from ppchat.core.chat.source import Source
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame
from tests.support.exchanges import weather_exchange
from tests.support.loopback import text_stream

FRAMES = text_stream("Hel", "lo")
SIGNALS: list[Signal] = [
    Started(10),
    Opened(20, 200),
    *(Arrived((Frame(raw, 30 + n),)) for n, raw in enumerate(FRAMES)),
    Ended(99, End.EOF),
]


def test_a_stored_stream_is_loaded_unchanged(tmp_path: Path) -> None:
    store = Store(tmp_path / "ppchat.db")
    recorder = StreamRecorder(
        store, Request({"model": "m", "input": "say hello"}, "http://a/v1"), Callers()
    )
    for signal in SIGNALS:
        recorder.store_signal(signal)
        recorder.recording.apply(signal)
    recorder.store_end()
    assert recorder.recording.outcome is Outcome.COMPLETED
    conversation = store.load(recorder.conversation_id)
    assert conversation.title == recorder.prompt == "say hello"
    assert [summary.source for summary in store.conversations()] == [Source.PROXY]
    loaded = store.load_recording(recorder.run_id)
    assert [frame.raw for frame in loaded.frames()] == FRAMES
    assert loaded.outcome is Outcome.COMPLETED
    assert (loaded.t0_ns, loaded.started_at) == (10, recorder.recording.started_at)
    store.close()


def test_the_rounds_of_an_agents_run_are_one_conversation(tmp_path: Path) -> None:
    store, callers = Store(tmp_path / "ppchat.db"), Callers()
    recorders = []
    for recording in weather_exchange():
        recorder = StreamRecorder(store, recording.request, callers)
        recorders.append(recorder)
        for signal in (Arrived(tuple(recording.frames())), Ended(99, End.EOF)):
            recorder.store_signal(signal)
            recorder.recording.apply(signal)
        recorder.store_end()
    first, second = recorders
    assert second.conversation_id == first.conversation_id
    asked, answered = store.load(first.conversation_id).path
    assert (asked.id, answered.id) == (first.run_id, second.run_id)
    assert [answer.output for answer in answered.answers] == ["sunny, 24"]
    store.close()
