"""Bytes → frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.stream.sse import FrameSplitter, is_complete, parse_fields, plain_data


def split(*chunks: bytes, limit: int = 1 << 24) -> list[bytes]:
    splitter = FrameSplitter(limit)
    frames = [frame for chunk in chunks for frame in splitter.feed(chunk)]
    rest = splitter.flush()
    return [*frames, rest] if rest else frames


@pytest.mark.parametrize(
    ("stream", "frames"),
    [
        (b"", []),
        (b"data: a\n\ndata: b\n\n", [b"data: a\n\n", b"data: b\n\n"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"data: a\r\n\r\n", b"data: b\r\n\r\n"]),
        (b"data: a\r\rdata: b\r\r", [b"data: a\r\r", b"data: b\r\r"]),
        (b"data: a\n\r\ndata: b\r\n\n", [b"data: a\n\r\n", b"data: b\r\n\n"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"\xef\xbb\xbfdata: a\n\n"]),
        (b": ping\n\ndata: a\n\n", [b": ping\n\n", b"data: a\n\n"]),
        (b"\n\n\ndata: a\n\n\n\ndata: b\n\n", [b"\n\n\ndata: a\n\n", b"\n\ndata: b\n\n"]),
        (b"data: a\n\ndata: cut", [b"data: a\n\n", b"data: cut"]),
        (b"data: \xe2\x80\xa8 stays\n\n", [b"data: \xe2\x80\xa8 stays\n\n"]),
    ],
)
def test_a_blank_line_ends_a_frame(stream: bytes, frames: list[bytes]) -> None:
    assert split(stream) == frames


pieces = st.sampled_from(
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"\n\n",
        b"data: a",
        b"data:",
        b"event: x",
        b": c",
        b"\xc3",
        b"\xa9",
        b"z",
    ]
)


@settings(deadline=None)
@given(st.lists(pieces, max_size=30).map(b"".join), st.lists(st.integers(0, 80), max_size=8))
def test_splitting_the_bytes_anywhere_gives_the_same_frames(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    assert split(*chunks) == split(stream)
    assert split(*[bytes([byte]) for byte in stream]) == split(stream)
    assert b"".join(split(stream)) == stream


@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
def test_a_frame_over_the_limit_is_truncated_with_its_size(size: int) -> None:
    stream = b"data: a\n\ndata: " + b"x" * 200_000 + b"\r\n\r\ndata: b\n\n"
    first, truncated, last = split(
        *[stream[at : at + size] for at in range(0, len(stream), size)], limit=100_000
    )
    assert (first, last) == (b"data: a\n\n", b"data: b\n\n")
    assert parse_fields(truncated).oversize_bytes == 6 + 200_000 + 4
    assert len(truncated) < 70_000


def test_a_frame_is_returned_with_its_blank_line() -> None:
    splitter = FrameSplitter()
    assert splitter.feed(b"data: a\n") == []
    assert splitter.feed(b"\n") == [b"data: a\n\n"]
    assert splitter.feed(b"data: b\r\r") == [b"data: b\r\r"]


@pytest.mark.parametrize(
    ("raw", "event", "data"),
    [
        (b"event: x\ndata: y\n\n", "x", "y"),
        (b"event:x\ndata:y\n\n", "x", "y"),
        (b"data: a\ndata: b\n\n", "", "a\nb"),
        (b"data\n\n", "", ""),
        (b"data:  two\n\n", "", " two"),
        (b"event: x\n\n", "x", None),
        (b"unknown: y\ndata: z\n\n", "", "z"),
        (b"\xef\xbb\xbfdata: a\n\n", "", "a"),
        (b"event: a\nevent: b\ndata: c\n\n", "b", "c"),
    ],
)
def test_fields(raw: bytes, event: str, data: str | None) -> None:
    frame = parse_fields(raw)
    assert (frame.event, frame.data) == (event, data)
    assert not frame.bad_utf8


def test_fields_that_are_no_event() -> None:
    frame = parse_fields(b": ping\nid: 7\nretry: 250\n\n")
    assert (frame.comments, frame.id, frame.retry, frame.data) == (("ping",), "7", "250", None)


def test_bytes_that_are_not_utf8_are_replaced_and_reported() -> None:
    frame = parse_fields(b"data: caf\xc3\n\n")
    assert frame.data == "caf\ufffd"
    assert frame.bad_utf8


def test_plain_data_agrees_with_fields() -> None:
    assert plain_data(b'event: x\ndata: {"a":1}\n\n') == b'{"a":1}'
    assert plain_data(b"data: {}\n\n") == b"{}"
    for other in (b"data: a\ndata: b\n\n", b": c\ndata: a\n\n", b"data: a\r\n\r\n", b"data: a"):
        assert plain_data(other) is None


@pytest.mark.parametrize("raw", [b"data: a\n\n", b"data: a\r\n\r", b"\n\ndata: a\n\n"])
def test_complete(raw: bytes) -> None:
    assert is_complete(raw)


@pytest.mark.parametrize("raw", [b"", b"data: a", b"data: a\n", b"\n\n"])
def test_incomplete(raw: bytes) -> None:
    assert not is_complete(raw)
