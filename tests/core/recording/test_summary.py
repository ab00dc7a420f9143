"""A summary agrees with the recording of the same signals, without its bytes."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.fold import fold
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import MAX_UNFOLDED, RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)
from ppchat.core.stream.sse import Frame
from ppchat.core.view.ending import ending
from ppchat.core.view.response_row import response_row
from tests.support.recordings import T0_NS, TWISTER, build_frame, build_recording, created, delta
from tests.support.streams import load_chat_streams, load_streams

STREAMS = load_streams() | load_chat_streams()
REQUEST = Request({"model": "m"}, "http://127.0.0.1:1/v1")
ENDS = (
    Ended(T0_NS + 10**12, End.EOF),
    Ended(T0_NS + 10**12, End.STOPPED),
    Ended(T0_NS + 10**12, End.BROKEN, Problem("reset", "The line went dead.")),
    None,
)


def summarize(frames: list[Frame], ended: Ended | None) -> tuple[RecordingSummary, Recording]:
    """The summary alone, and the recording of the same signals."""
    summary, recording = RecordingSummary(REQUEST), Recording(REQUEST)
    arrived = Arrived(tuple(frames))
    signals: list[Signal] = [Started(T0_NS), Opened(T0_NS + 1, 200, {"x-request-id": "r"}), arrived]
    for signal in (*signals, ended):
        if signal is not None:
            summary.apply(signal)
            recording.apply(signal)
    return summary, recording


@pytest.mark.parametrize("ended", ENDS, ids=lambda ended: ended.end.value if ended else "open")
@pytest.mark.parametrize("name", STREAMS)
def test_a_summary_agrees_with_the_recording(name: str, ended: Ended | None) -> None:
    for frames in (STREAMS[name], STREAMS[name][: len(STREAMS[name]) // 2]):
        summary, recording = summarize(frames, ended)
        assert len(summary) == len(recording) == summary.response.seen
        assert (
            summary.response
            == recording.response
            == fold(recording.events(), dialect=summary.dialect)
        )
        assert summary.outcome is recording.outcome
        assert metrics(summary) == metrics(recording.summary)
        assert ending(summary) == ending(recording.summary)
        now_ns = T0_NS + 10**11
        assert response_row(summary, "", now_ns) == response_row(recording.summary, "", now_ns)


def test_signals_and_outcome() -> None:
    summary = RecordingSummary(Request({}, ""))
    assert (summary.opened, summary.ended, summary.outcome) == (None, None, None)
    opened, ended = Opened(2, 200, {"a": "b"}), Ended(9, End.STOPPED)
    for signal in (Started(1), opened, Arrived((build_frame(3, b"data: {}\n\n"),)), ended):
        summary.apply(signal)
    assert (summary.t0_ns, summary.opened, summary.ended, len(summary)) == (1, opened, ended, 1)
    assert summary.outcome is Outcome.STOPPED


def test_the_columns_of_a_short_answer() -> None:
    summary = build_recording(TWISTER).summary
    assert summary.types[2] == summary.type(5) == "response.output_text.delta"
    assert (summary.first_delta, summary.first_text, summary.last_delta) == (2, 2, 5)
    assert summary.item_span(0) == (1, 6)
    assert summary.item_span(1) is None


def test_an_empty_delta_is_not_the_first() -> None:
    events = [created(), delta(10, ""), delta(20, "hm", kind="reasoning_text"), delta(30, "P", 1)]
    summary = build_recording(events).summary
    firsts = (summary.first_delta, summary.first_text, summary.last_delta)
    assert (firsts, len(summary.gaps)) == ((2, 3, 3), 1)


def test_few_events_are_kept() -> None:
    summary = RecordingSummary(REQUEST)
    frames = [build_frame(n, delta(n, "x")[1]) for n in range(3 * MAX_UNFOLDED)]
    for frame in frames:
        summary.apply(Arrived((frame,)))
        assert len(summary._unfolded) < MAX_UNFOLDED
    assert summary.response.text == "x" * len(frames)
