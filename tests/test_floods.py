"""Any bytes cost every parser time in proportion to their number, and raise nothing unexpected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

from ppchat.core.stream.sse import FrameSplitter, is_complete, parse_fields, plain_data
from tests.support.floods import Flood, superlinear

_UNITS: Final = (
    *(b"\n", b"\r", b"\r\n", b"\n\r", b"\0", b"\xff", b"\xef\xbb\xbf", b" ", b"\t", b"x"),
    *(b":", b"data:", b"data: x\n", b"event:", b"data:\n\n", b"data\r\r", b"\n\n\n\nd"),
)
FLOODS: Final = tuple(map(Flood, _UNITS))
"""What every parser gets."""


class Parser(NamedTuple):
    """A parser of the project."""

    name: str
    parse: Callable[[bytes], object]
    errors: tuple[type[Exception], ...] = ()
    """The exceptions that it documents."""
    floods: tuple[Flood, ...] = ()
    """What it gets besides: input of its own form."""


def _split(size: int) -> Callable[[bytes], object]:
    def parse(data: bytes) -> object:
        splitter = FrameSplitter()
        chunks = (data[at : at + size] for at in range(0, len(data), size))
        return [*map(splitter.feed, chunks), splitter.flush()]

    return parse


PARSERS: Final = (
    *(Parser(f"frames in chunks of {size}", _split(size)) for size in (1, 7, 512, 65_536)),
    Parser("fields of a frame", parse_fields, (), (Flood(b"9", b"\n: frame of ", b" refused"),)),
    Parser("the common frame", plain_data),
    Parser("whether a frame is whole", is_complete),
)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_flood_costs_time_in_proportion_to_its_length(parser: Parser) -> None:
    floods = (*FLOODS, *parser.floods)
    growths = {
        flood: growth
        for flood in floods
        if (growth := superlinear(parser.parse, flood, parser.errors))
    }
    assert growths == {}
