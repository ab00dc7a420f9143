"""Recordings still to be read."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.formats.jsonl import About, FormatError, load_described
from ppchat.core.formats.recorded_stream import (
    Tape,
    cut_lines,
    event_line_tape,
    jsonl_tape,
    masked_tape,
    recorded_tape,
    sse_tape,
    tape_frames,
    tape_lines,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request
from ppchat.demo.recordings import FOLDER, recordings


def test_a_recording_comes_back_from_its_tape() -> None:
    for recording, about in recordings():
        lines = list(tape_lines(recorded_tape(recording)))
        again, _ = load_described(lines)
        assert list(again.frames()) == list(recording.frames())
        assert (again.opened, again.ended) == (recording.opened, recording.ended)
        del about


def test_ppchats_own_file_is_read_as_it_is_written() -> None:
    for path in FOLDER.glob("*.jsonl"):
        text = path.read_bytes()
        tape = jsonl_tape(text.splitlines(keepends=True))
        assert "".join(tape_lines(tape)).encode() == text


def test_an_empty_file_is_none() -> None:
    with pytest.raises(FormatError):
        jsonl_tape([b"\n", b""])


def test_a_body_is_split_and_has_no_times() -> None:
    body = b": hi\n\ndata: 1\r\n\r\ndata: cut"
    tape = sse_tape([body[:9], body[9:]])
    recording = tape.recording()
    assert not recording.timed
    assert b"".join(frame.raw for frame in recording.frames()) == body
    assert recording.ended == Ended(0, End.EOF)


def test_what_is_still_arriving_has_times() -> None:
    times = iter([10, 20, 30, 40, 50])
    tape = sse_tape([b"data: 1\n\nda", b"ta: 2\n\n", b"data: 3"], lambda: next(times))
    recording = tape.recording()
    assert recording.timed
    assert [frame.at_ns for frame in recording.frames()] == [10, 20, 40]


def test_event_lines_become_frames() -> None:
    lines = [b'{"type":"a"}\r\n', b"\n", b'{"type":\r"b"}']
    raws = [frame.raw for frame in tape_frames(event_line_tape(lines))]
    assert raws == [b'data: {"type":"a"}\n\n', b'data: {"type": "b"}\n\n']


@settings(deadline=None)
@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_lines_do_not_depend_on_chunks(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    found = list(cut_lines([data[a:b] for a, b in pairwise(edges)], 1000))
    assert found == [line + b"\n" for line in data.split(b"\n")[:-1]] + (
        [data.split(b"\n")[-1]] if data.split(b"\n")[-1] else []
    )


def test_an_endless_line_is_cut() -> None:
    assert [len(line) for line in cut_lines([b"x" * 10] * 10, 25)] == [30, 30, 30, 10]


def test_masking_leaves_frames_alone() -> None:
    request = Request({"model": "m", "tools": [{"authorization": "secret"}]}, "http://a:b@c/v1")
    signals = [Opened(0, 200, {"set-cookie": "x=y"}), Arrived(())]
    masked = masked_tape(Tape(iter(signals), request, about=About(title="t")))
    recording = masked.recording()
    assert "secret" not in json.dumps(dict(masked.request.body))
    assert masked.request.base_url == "http://c/v1"
    assert recording.opened
    assert recording.opened.headers == {"set-cookie": "•••"}
    assert masked.about.title == "t"


def test_a_recording_without_bytes_knows_all_but_them() -> None:
    recording: Recording = recordings()[0][0]
    light = recorded_tape(recording).without_bytes()
    assert light.turn == recording.turn
    assert light.verdict == recording.verdict
    assert light.byte_count == 0
    assert [light.at_ns(n) for n in range(len(light))] == [
        recording.at_ns(n) for n in range(len(recording))
    ]
