"""Recordings that are still to be read."""

from __future__ import annotations

import json

import pytest

from ppchat.core.formats.chunks import Chunk
from ppchat.core.formats.jsonl import FormatError, Metadata
from ppchat.core.formats.recorded_stream import (
    RecordedStream,
    dump_stream,
    redacted_stream,
    stream_frames,
    stream_from_event_lines,
    stream_from_jsonl,
    stream_from_recording,
    stream_from_sse,
    streams_from_jsonl,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal
from ppchat.demo.recordings import FOLDER, recordings
from tests.support.jsonl import load_with_metadata


def test_a_recording_comes_back_from_its_stream() -> None:
    for recording, _ in recordings():
        lines = list(dump_stream(stream_from_recording(recording)))
        loaded, _ = load_with_metadata(lines)
        assert list(loaded.frames()) == list(recording.frames())
        assert (loaded.opened, loaded.ended) == (recording.opened, recording.ended)


def test_ppchats_own_file_is_read_as_it_is_written() -> None:
    for path in FOLDER.glob("*.jsonl"):
        text = path.read_bytes()
        stream = stream_from_jsonl(text.splitlines(keepends=True))
        assert "".join(dump_stream(stream)).encode() == text


def test_an_empty_file_is_not_a_recording() -> None:
    with pytest.raises(FormatError):
        stream_from_jsonl([b"\n", b""])


def _file(*names: str) -> list[bytes]:
    lines = [(FOLDER / f"{name}.jsonl").read_bytes().splitlines(keepends=True) for name in names]
    return [line for recording in lines for line in recording]


def test_one_recording_may_follow_another_in_a_file() -> None:
    texts = ["".join(dump_stream(stream)) for stream in streams_from_jsonl(_file("error", "other"))]
    assert "".join(texts).encode() == b"".join(_file("error", "other"))


def test_a_recording_that_was_not_taken_in_time_is_kept() -> None:
    first, second = streams_from_jsonl(_file("error", "other"))
    assert first.recording().outcome is Outcome.FAILED
    assert "no model here" in second.recording().response.text


def test_a_recording_that_is_cut_off_ends_at_the_next_header() -> None:
    lines = [*_file("error")[:5], b"\n", *_file("other")[:-1], b"damaged", *_file("other")]
    recordings = [stream.recording() for stream in streams_from_jsonl(lines)]
    problems = [one.ended.problem.message for one in recordings if one.ended and one.ended.problem]
    assert len(recordings) == 3
    assert ["cut off" in problem for problem in problems] == [True, True]
    assert recordings[2].outcome is Outcome.COMPLETED


def test_a_body_is_split_and_has_no_times() -> None:
    body = b": hi\n\ndata: 1\r\n\r\ndata: cut"
    stream = stream_from_sse([Chunk(0, body[:9]), Chunk(0, body[9:])])
    recording = stream.recording()
    assert not recording.timed
    assert b"".join(frame.raw for frame in recording.frames()) == body
    assert recording.ended == Ended(0, End.EOF)


def test_a_stream_in_progress_has_times_but_no_t0() -> None:
    pieces = [b"data: 1\n\nda", b"ta: 2\n\n", b"data: 3", b""]
    chunks = [Chunk(10 * (n + 1), piece) for n, piece in enumerate(pieces)]
    recording = stream_from_sse(chunks, timed=True).recording()
    assert recording.timed
    assert recording.t0_ns == 0
    assert [frame.at_ns for frame in recording.frames()] == [10, 20, 40]
    assert [recording.since_start_ns(n) for n in range(3)] == [0, 10, 30]
    assert [recording.gap_ns(n) for n in range(3)] == [0, 10, 20]


def test_event_lines_become_frames() -> None:
    lines = [Chunk(0, line) for line in (b'{"type":"a"}\r\n', b"\n", b'{"type":\r"b"}')]
    raws = [frame.raw for frame in stream_frames(stream_from_event_lines(lines))]
    assert raws == [b'data: {"type":"a"} \n\n', b'data: {"type": "b"}\n\n']


def test_redacting_leaves_frames_alone() -> None:
    request = Request({"model": "m", "tools": [{"authorization": "secret"}]}, "http://a:b@c/v1")
    signals: list[Signal] = [Opened(0, 200, {"set-cookie": "x=y"}), Arrived(())]
    stream = redacted_stream(RecordedStream(iter(signals), request, metadata=Metadata(title="t")))
    recording = stream.recording()
    assert "secret" not in json.dumps(dict(stream.request.body))
    assert stream.request.base_url == "http://c/v1"
    assert recording.opened
    assert recording.opened.headers == {"set-cookie": "•••"}
    assert stream.metadata.title == "t"


def test_a_summary_of_a_stream_has_all_but_its_bytes() -> None:
    recording: Recording = recordings()[0][0]
    summary = stream_from_recording(recording).summary()
    assert summary.response == recording.response
    assert summary.outcome == recording.outcome
    assert [summary.at_ns(n) for n in range(len(summary))] == [
        recording.at_ns(n) for n in range(len(recording))
    ]
