"""Lines of JSON become frames, however they arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.stream.json_lines import LineSplitter, lines_of_frames
from ppchat.core.stream.sse import parse_fields


def read(*chunks: bytes, limit: int = 1 << 20) -> list[bytes]:
    splitter = LineSplitter(limit)
    frames = [frame for chunk in chunks for frame in splitter.feed(chunk)]
    rest = splitter.flush()
    return [*frames, rest] if rest else frames


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a":1}\n{"b":2}\n', [b'data: {"a":1}\n\n', b'data: {"b":2}\n\n']),
        (b'{"a":1}\r\n\r\n{"b":2}\r\n', [b'data: {"a":1} \n\n', b'data: {"b":2} \n\n']),
        (b'{"a":1}\n{"b":2}', [b'data: {"a":1}\n\n', b'data: {"b":2}\n\n']),
        (b'{"a":1}\n{"b":', [b'data: {"a":1}\n\n', b'data: {"b":']),
        (b'\xef\xbb\xbf{"a":1}\n', [b'data: {"a":1}\n\n']),
        (b"\n \n\t\n", []),
        (b"", []),
    ],
)
def test_a_line_is_a_frame(body: bytes, expected: list[bytes]) -> None:
    assert read(body) == expected


@given(st.lists(st.sampled_from([b'{"a":1}', b"\n", b"\r\n", b"{", b" ", b"x"]), max_size=30))
def test_how_bytes_arrive_does_not_matter(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    singles = [body[n : n + 1] for n in range(len(body))]
    assert read(body) == read(*pieces) == read(*singles)


def test_a_line_over_the_limit_is_truncated_with_its_size() -> None:
    first, second = read(b"x" * 300_000, b"x" * 300_000 + b"\n", b'{"a":1}\n', limit=200_000)
    fields = parse_fields(first)
    assert fields.oversize_bytes > 600_000
    assert second == b'data: {"a":1}\n\n'


@given(st.lists(st.sampled_from([b'{"a":1}\n', b"{} \n", b'{"b":"\xc3']), max_size=5))
def test_frames_are_written_as_the_lines_that_they_were(lines: list[bytes]) -> None:
    frames = read(*lines)
    body = lines_of_frames(frames)
    assert body is not None
    assert read(body) == frames


@pytest.mark.parametrize("frame", [b": ping\n\n", b"event: a\ndata: {}\n\n", b"data: a\n:b\n\n"])
def test_other_frames_are_no_lines(frame: bytes) -> None:
    assert lines_of_frames([b"data: {}\n\n", frame]) is None
