"""An answer that is JSON as a whole: its lines as they would be printed.

The lines are ranges of the source, so that copying and finding work on that. A container of
values that is short stays in one line, and the values of a long one fill lines. Which line a token
is on depends on what follows it for `_SHORT` characters at most; so lines before that never change,
and each character is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ppchat.core.markdown.leaf import Leaf, LeafKind

_SHORT: Final = 60
"""Maximum characters of a container that stays in one line."""
_MAX_DEPTH: Final = 60
"""Nesting beyond which a text is not taken for JSON."""
_PART: Final = 32
"""Lines of a leaf."""
_START: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\"\]{\[]|-?\d|true|false|null))")
_TOKEN: Final = re.compile(r"\s+|\"(?:[^\"\\]|\\.)*+\"|[{}\[\],:]|[^\s{}\[\],:\"]+", re.DOTALL)
JSON_WINDOW: Final = 64
"""Characters at the beginning of a text that show whether it is JSON."""


def begins_json(slice_: Callable[[int, int], str]) -> bool:
    """Whether a text begins as JSON: an object or an array, but no link."""
    return _START.match(slice_(0, JSON_WINDOW)) is not None


class JsonDocument:
    """The lines of a growing JSON text as leaves of code, each with its depth."""

    __slots__ = (
        "_after_value",
        "_hold",
        "_line",
        "_lines",
        "_must_break",
        "_open",
        "_position",
        "_slice",
        "is_broken",
        "leaves",
        "length",
    )

    def __init__(self, slice_: Callable[[int, int], str]) -> None:
        self._slice = slice_
        self._restart()

    def _restart(self) -> None:
        self.leaves: list[Leaf] = []
        self.length = 0
        self.is_broken = False
        """Whether it is no JSON: something follows its end, or brackets do not match."""
        self._position = 0
        self._open = ""
        """The brackets that are open, apart from that of `_hold`."""
        self._after_value = False
        """Whether the last token was a string, a number or a word."""
        self._hold = -1
        """Where a container began that may be short; -1 for none."""
        self._must_break = -1
        """Where a container began that is known not to be short."""
        self._line = (-1, -1)
        self._lines: list[tuple[int, int, int]] = []
        """The lines since the last leaf: start, stop, depth."""

    def extend(self, length: int) -> None:
        """Read the source up to offset `length`."""
        if length < self.length:
            self.truncate(length)
            return
        self.length = length
        base = self._position
        text = self._slice(base, length)
        at = 0
        while not self.is_broken:
            match = _TOKEN.match(text, at)
            if match is None:
                break  # a string that has not ended
            start, stop = base + match.start(), base + match.end()
            if stop == length and match[0][-1] not in '{}[],:"':
                break  # a number or a word that may go on
            at = match.end()
            if not match[0].isspace() and self._read(match[0], start, stop):
                at = self._hold - base
                if at < 0:
                    base, text, at = self._hold, self._slice(self._hold, length), 0
                self._must_break, self._hold = self._hold, -1
            self._close_parts()
        self._position = base + at

    def truncate(self, length: int) -> None:
        """Go back to the first `length` characters of the source."""
        self._restart()
        self.extend(length)

    def forget(self) -> None:
        """Nothing is kept beyond a truncation."""

    def tail(self, growing: bool) -> Sequence[Leaf]:
        """The leaf not closed yet, with what is not decided yet as its last line."""
        lines = list(self._lines)
        start = self._line[0] if self._line[0] >= 0 else self._position
        rest = self._slice(start, self.length)
        if rest.strip():
            start += len(rest) - len(rest.lstrip())
            lines.append((start, start + len(rest.strip()), len(self._open)))
        if not lines and self.leaves:
            return [] if growing else ()
        return [replace(self._leaf(lines), last=True, open=growing)]

    def _read(self, piece: str, start: int, stop: int) -> bool:
        """Place a token; True to read again from the container that turned out not to be short."""
        if not self._open and self._hold < 0 and (self._lines or self.leaves):
            self.is_broken = True
        first = self._line[0] if self._line[0] >= 0 else start
        if self._hold >= 0:
            if piece in "{[" or stop - self._hold > _SHORT:
                self._line = (first, self._hold) if first < self._hold else (-1, -1)
                return True
            if piece in "}]":
                self._hold = -1
            self._line = (first, stop)
        elif piece in "{[":
            if self._open.endswith("["):
                self._end_line()
                first = start
            self._line = (first, stop)
            if start == self._must_break:
                self._end_line()
                self._open += piece
                self.is_broken = self.is_broken or len(self._open) > _MAX_DEPTH
            else:
                self._hold = start
        elif piece in "}]":
            self._end_line()
            self.is_broken = self.is_broken or not self._open
            self._open = self._open[:-1]
            self._line = (start, stop)
        else:
            self._line = (first, stop)
            fills = self._open.endswith("[") and self._after_value and stop - first < _SHORT
            if piece == "," and not fills:
                self._end_line()
        self._after_value = piece not in "{}[],:"
        if not self._open and self._hold < 0:
            self._end_line()
        return False

    def _end_line(self) -> None:
        if self._line[0] >= 0:
            self._lines.append((*self._line, len(self._open)))
            self._line = (-1, -1)

    def _close_parts(self) -> None:
        if len(self._lines) > _PART:
            self.leaves.append(replace(self._leaf(self._lines[:_PART]), last=False))
            del self._lines[:_PART]

    def _leaf(self, lines: Sequence[tuple[int, int, int]]) -> Leaf:
        return Leaf(
            LeafKind.FENCE,
            tuple((start, stop) for start, stop, _ in lines),
            part=len(self.leaves),
            info="json",
            depths=tuple(depth for _, _, depth in lines),
        )
