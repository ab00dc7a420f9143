"""Lines with the times of `ts`."""

from __future__ import annotations

import pytest

from ppchat.core.formats.captures.timed_lines import has_timed_lines, strip_times
from ppchat.core.formats.chunks import Chunk

S = 10**9


def strip(text: bytes) -> list[Chunk]:
    return list(strip_times([Chunk(0, text)]))


@pytest.mark.parametrize(
    ("time", "later", "seconds"),
    [
        (b"00:00:01", b"00:00:03", 2),
        (b"00:00:01.250000", b"00:00:01.750000", 0.5),
        (b"0.400123", b"0.900123", 0.5),
        (b"1790000000.000001", b"1790000000.250001", 0.25),
        (b"1790000000", b"1790000002", 2),
        (b"1790000000123", b"1790000000223", 0.1),
        (b"Nov 26 05:43:33", b"Nov 26 05:43:34", 1),
        (b"2026-11-26T05:43:33.5Z", b"2026-11-26T05:43:34.0Z", 0.5),
        (b"[2026-11-26 05:43:33,500]", b"[2026-11-26 05:43:33,750]", 0.25),
        (b"23:59:59.500", b"00:00:00.500", 1),
    ],
)
def test_times_become_those_of_the_lines(time: bytes, later: bytes, seconds: float) -> None:
    text = time + b' data: {"type":"a"}\n' + time + b" \n" + later + b" data: 2\n"
    assert has_timed_lines(text)
    lines = strip(text)
    assert [line for _, line in lines] == [b'data: {"type":"a"}\n', b"\n", b"data: 2\n"]
    assert lines[1].at_ns == lines[0].at_ns
    assert lines[2].at_ns - lines[0].at_ns == pytest.approx(seconds * S)


def test_times_that_go_back_are_gaps() -> None:
    lines = strip(b"0.400000 data: 1\n0.000010 \n0.050000 data: 2\n0.000020 \n")
    assert [at_ns for at_ns, _ in lines] == [400_000_000, 400_010_000, 450_010_000, 450_030_000]


def test_an_empty_line_may_have_lost_its_space() -> None:
    assert strip(b"0.5 data: 1\n0.5\n")[1].data == b"\n"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"00:00:01 data: 1",
        b"00:00:01 hello\n00:00:02 world\n",
        b"00:00:01 data: 1\nhello\n",
        b'data: {"type":"a"}\n\n',
    ],
)
def test_other_lines_are_not_taken_for_these(text: bytes) -> None:
    assert not has_timed_lines(text)
