"""In which threads the app works."""

from __future__ import annotations

import threading

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import Event
from ppchat.core.stream.sse import Frame


def watch_parsing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Filled with the bytes of each frame parsed from now on, and the thread that parsed it."""
    threads: list[tuple[int, int]] = []
    original = Recording.parse

    def parse(recording: Recording, frame: Frame) -> Event:
        threads.append((len(frame.raw), threading.get_ident()))
        return original(recording, frame)

    monkeypatch.setattr(Recording, "parse", parse)
    return threads
