"""A hit as one line: the words around its first match, and where the matches are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MATCH_START: Final = "\x02"
MATCH_END: Final = "\x03"
"""Stand around each match in the texts that the index gives back."""

_LEAD: Final = 24
"""Characters before the first match."""
_BLANKS: Final = re.compile(r"\s+")


class MatchSpan(NamedTuple):
    """A range of characters."""

    start: int
    stop: int


class Excerpt(NamedTuple):
    """One line; foreign, raw."""

    text: str
    matches: tuple[MatchSpan, ...] = ()

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is a match."""
        at = 0
        for start, stop in self.matches:
            yield self.text[at:start], False
            yield self.text[start:stop], True
            at = stop
        yield self.text[at:], False


def read_matches(marked: str) -> tuple[str, list[MatchSpan]]:
    """The text without its marks, and the ranges between them."""
    pieces: list[str] = []
    spans: list[MatchSpan] = []
    size = 0
    for n, piece in enumerate(re.split(f"[{MATCH_START}{MATCH_END}]", marked)):
        if n % 2 and piece:
            spans.append(MatchSpan(size, size + len(piece)))
        pieces.append(piece)
        size += len(piece)
    return "".join(pieces), spans


def excerpt(text: str, matches: list[MatchSpan], limit: int = 240) -> Excerpt:
    """What stands around the first match, at most `limit` characters, blanks joined."""
    first = matches[0].start if matches else 0
    start = _line_start(text, first)
    stop = start + 4 * limit  # runs of blanks are joined below
    pieces: list[str] = ["…" if start else ""]
    spans: list[MatchSpan] = []
    size, at = len(pieces[0]), start
    for match in [*matches, MatchSpan(stop, stop)]:
        if match.start >= stop:
            match = MatchSpan(stop, stop)
        before = _BLANKS.sub(" ", text[at : match.start])
        inside = _BLANKS.sub(" ", text[match.start : match.stop])
        size += len(before)
        if inside:
            spans.append(MatchSpan(size, size + len(inside)))
            size += len(inside)
        pieces += (before, inside)
        at = match.stop
        if size >= limit:
            break
    line = "".join(pieces)
    is_cut = len(line) > limit or stop < len(text)
    line = f"{line[: limit - 1].rstrip()}…" if is_cut else line.rstrip()
    kept = (MatchSpan(span.start, min(span.stop, len(line))) for span in spans)
    return Excerpt(line, tuple(span for span in kept if span.start < span.stop))


def _line_start(text: str, first: int) -> int:
    """Where the excerpt begins: with a word, a little before the first match."""
    start = max(0, first - _LEAD)
    if start:
        blank = _BLANKS.search(text, start, first)
        start = blank.end() if blank else start
    while start < first and text[start].isspace():
        start += 1
    return start
