"""Marked events."""

from __future__ import annotations

import gc
import weakref

from ppchat.tui.marks import Marks
from tests.support.recordings import build_recording, message_events


def test_an_event_is_marked_and_unmarked() -> None:
    marks = Marks()
    recording, other = build_recording(message_events()), build_recording(message_events())
    assert marks.of(recording) == frozenset()
    marks.toggle(recording, 2)
    marks.toggle(recording, 0)
    assert marks.of(recording) == {0, 2}
    assert marks.of(other) == frozenset()
    marks.toggle(recording, 2)
    assert marks.of(recording) == {0}


def test_marks_keep_no_recording_in_memory() -> None:
    marks = Marks()
    recording = build_recording(message_events())
    marks.toggle(recording, 0)
    reference = weakref.ref(recording)
    del recording
    gc.collect()
    assert reference() is None
