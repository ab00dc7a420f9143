"""Lines of bytes, whatever the chunks in which they come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.formats.chunks import Chunk, split_lines


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_lines_do_not_depend_on_chunks(data: bytes, cuts: list[int]) -> None:
    edges = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    chunks = [Chunk(b, data[a:b]) for a, b in pairwise(edges)]
    lines = list(split_lines(chunks, 1000))
    *complete, rest = data.split(b"\n")
    assert [line for _, line in lines] == [line + b"\n" for line in complete] + [rest] * bool(rest)
    assert all(at_ns in edges for at_ns, _ in lines)


def test_an_endless_line_is_cut() -> None:
    lines = split_lines([Chunk(0, b"x" * 10)] * 10, 25)
    assert [len(line) for _, line in lines] == [30, 30, 30, 10]


def test_the_end_of_a_pipe_keeps_its_time() -> None:
    lines = list(split_lines([Chunk(1, b"a"), Chunk(2, b"")]))
    assert lines == [Chunk(2, b"a"), Chunk(2, b"")]
