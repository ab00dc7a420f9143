"""A stream of another program, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.adapters.store.stream_recorder import KeptStream
from ppchat.core.formats.recorded_stream import take_without_bytes
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal, Started
from ppchat.core.stream.sse import Frame
from tests.support.loopback import text_stream

FRAMES = text_stream("Hel", "lo")
SIGNALS: list[Signal] = [
    Started(10),
    Opened(20, 200),
    *(Arrived((Frame(raw, 30 + n),)) for n, raw in enumerate(FRAMES)),
    Ended(99, End.EOF),
]


@pytest.mark.parametrize("take", [Recording.apply, take_without_bytes])
def test_what_comes_back_is_what_came(
    tmp_path: Path, take: Callable[[Recording, Signal], None]
) -> None:
    store = Store(tmp_path / "ppchat.db")
    kept = KeptStream(store, Request({"model": "m", "input": "say hello"}, "http://a/v1"), take)
    for signal in SIGNALS:
        kept.take(signal)
    assert kept.recording.verdict is Verdict.COMPLETED
    conversation = store.load(kept.conversation_id)
    assert conversation.title == kept.prompt == "say hello"
    loaded = store.load_recording(kept.run_id)
    assert [frame.raw for frame in loaded.frames()] == FRAMES
    assert loaded.verdict is Verdict.COMPLETED
    assert (loaded.t0_ns, loaded.started_at) == (10, kept.recording.started_at)
    store.close()
