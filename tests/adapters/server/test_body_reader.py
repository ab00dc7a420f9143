"""What is read of a body: frames, an error, or why neither."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from ppchat.adapters import content_decoder
from ppchat.adapters.server.body_reader import BodyReader
from ppchat.core.stream.signals import End, Problem
from ppchat.core.stream.sse import Frame
from tests.support.chunks import LINE_FRAMES, LINES

EVENTS = [b"data: 1\n\n", b"data: 2\n\n"]


def read(
    *chunks: bytes, status: int = 200, content_type: str = "text/event-stream", coding: str = ""
) -> tuple[list[Frame], End, Problem | None]:
    """The frames of `chunks`, which arrive at 1, 2, … ns, and the end."""
    headers = {"content-type": content_type} | ({"content-encoding": coding} if coding else {})
    reader = BodyReader(status, headers)
    frames = [
        frame
        for at_ns, chunk in enumerate(chunks, 1)
        for batch in reader.feed(chunk, at_ns)
        for frame in batch
    ]
    frames += reader.flush(99)
    return frames, *reader.ending("host")


@pytest.mark.parametrize(
    ("status", "content_type"),
    [
        (200, "text/event-stream"),
        (200, "Text/Event-Stream; charset=utf-8"),
        (200, "application/json"),
        (200, "application/octet-stream"),
        (429, "text/event-stream"),
    ],
)
def test_a_stream_is_known_by_its_bytes(status: int, content_type: str) -> None:
    frames, end, problem = read(*EVENTS, status=status, content_type=content_type)
    assert frames == [Frame(raw, n) for n, raw in enumerate(EVENTS, 1)]
    assert (end, problem) == (End.EOF, None)


@pytest.mark.parametrize("content_type", ["application/x-ndjson", "application/json", ""])
def test_lines_of_json_are_a_stream(content_type: str) -> None:
    first, _, second = LINES.partition(b"\n")
    chunks = (first[:9], first[9:] + b"\n", second)
    frames, end, problem = read(*chunks, content_type=content_type)
    assert [frame.raw for frame in frames] == LINE_FRAMES
    assert (end, problem) == (End.EOF, None)
    if content_type == "application/x-ndjson":
        assert [frame.at_ns for frame in frames] == [2, 3]


def test_one_json_text_is_no_stream() -> None:
    frames, end, problem = read(b'{"error": {"message": "no"}}', content_type="application/json")
    assert (frames, end) == ([], End.REFUSED)
    assert problem
    assert problem.message == "This is a JSON error, not a stream: no."


def test_an_empty_stream_is_one() -> None:
    assert read() == ([], End.EOF, None)


def test_an_error_declared_as_a_stream_is_an_error() -> None:
    body = b'{"error": {"message": "slow down"}}'
    frames, end, problem = read(body, status=429, content_type="text/event-stream")
    assert (frames, end) == ([], End.REFUSED)
    assert problem
    assert problem.message == "429 Too Many Requests: slow down"


def test_stamps_are_those_of_the_compressed_bytes() -> None:
    stream = zlib.compressobj(wbits=31)
    chunks = [stream.compress(event) + stream.flush(zlib.Z_SYNC_FLUSH) for event in EVENTS]
    frames, end, problem = read(*chunks, stream.flush(), coding="gzip")
    assert frames == [Frame(raw, n) for n, raw in enumerate(EVENTS, 1)]
    assert (end, problem) == (End.EOF, None)
    packed = brotli.compress(b"".join(EVENTS))
    frames, *_ = read(packed[:5], packed[5:], coding="br")
    assert frames == [Frame(raw, 2) for raw in EVENTS]


@pytest.mark.parametrize(("status", "end"), [(200, End.REFUSED), (503, End.REFUSED)])
def test_a_compressed_error_is_unpacked(status: int, end: End) -> None:
    page = gzip.compress(b"<html><title>Down for repair</title>")
    frames, ended, problem = read(page, status=status, content_type="text/html", coding="gzip")
    assert (frames, ended) == ([], end)
    assert problem
    assert "Down for repair" in problem.message


def test_a_coding_without_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_decoder, "_brotli", lambda: None)
    frames, end, problem = read(brotli.compress(EVENTS[0]), coding="br")
    assert (frames, end) == ([], End.REFUSED)
    assert problem
    assert problem.message == "compressed (br): its events cannot be read"


def test_a_stream_that_is_damaged_ends_there() -> None:
    stream = zlib.compressobj(wbits=31)
    chunk = stream.compress(EVENTS[0]) + stream.flush(zlib.Z_SYNC_FLUSH)
    frames, end, problem = read(chunk, b"\xff" * 9, chunk, coding="gzip")
    assert frames == [Frame(EVENTS[0], 1)]
    assert end is End.BROKEN
    assert problem
    assert "the gzip data is damaged" in problem.message


def test_a_compressed_stream_that_ends_in_the_middle_says_so() -> None:
    stream = zlib.compressobj(wbits=31)
    chunk = stream.compress(EVENTS[0]) + stream.flush(zlib.Z_SYNC_FLUSH)
    frames, end, problem = read(chunk, coding="gzip")
    assert (frames, end) == ([Frame(EVENTS[0], 1)], End.BROKEN)
    assert problem
    assert problem.message == "the gzip data ends in the middle"


def test_a_bomb_is_bounded() -> None:
    bomb = gzip.compress(bytes(40 << 20))
    frames, end, problem = read(bomb, coding="gzip")
    assert sum(len(frame.raw) for frame in frames) < 2_000_000
    assert end is End.BROKEN
    assert problem
    assert "expands without end" in problem.message


def test_a_bomb_of_frames_is_bounded() -> None:
    frames, end, problem = read(gzip.compress(b"data: {}\n\n" * 1_000_000), coding="gzip")
    assert len(frames) < 30_000
    assert end is End.BROKEN
    assert problem
    assert "expands without end" in problem.message
    plain = b":\n\n" * 60_000
    assert len(read(plain)[0]) == len(read(gzip.compress(plain, 0), coding="gzip")[0]) == 60_000


def test_compressed_bytes_that_do_not_say_so_are_named() -> None:
    frames, end, problem = read(gzip.compress(EVENTS[0]))
    assert (frames, end) == ([], End.REFUSED)
    assert problem
    assert problem.message == "not a stream: gzip data without a content-encoding header"
