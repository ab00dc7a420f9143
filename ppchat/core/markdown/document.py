"""A growing Markdown text: closed leaves, which never change, and the open tail.

Theory of operation
===================

The text of an answer grows by a few characters many times a second, and the user may go back to
any earlier length of it. Parsing it anew for each frame would cost the square of its length. What
this module does instead rests on one law:

    The leaves of a text follow from the text alone, not from the chunks in which it arrived.

Blocks rendered as they streamed therefore equal the blocks of the finished text rendered at once.
Three parts share the work:

* `line_rules` says what a single line looks like: a heading, a fence, a list marker.
* `BlockParser` takes one line after another and decides which block it begins, continues or ends.
* `LeafBuilder` holds the state between two lines (`ParserState`: the open leaf, the open
  containers) and emits a leaf whenever one closes. Long blocks close in parts, at places that
  depend on their source alone.

A `Document` drives them over a source that it reads in slices, and divides that source in three:

    0                                 position              length
    |-- closed leaves --|-- open leaf --|-- unfinished line --|
                        |--------------- tail ----------------|

* Complete lines, up to `position`, are parsed once. Their closed leaves are in `leaves` and never
  change; the view keeps what it has rendered of them.
* `tail` parses the unfinished line with a copy of the state, then closes everything, and throws
  the copy away. It is called once per frame, and its cost is bounded: by one line, and by one part
  of the open block. While the stream goes on, a line that could still become something else (a
  lone `-`, the beginning of a fence) is held back, so that nothing flickers.
* A line longer than `SEGMENT` does not wait for its newline: it is parsed in segments, cut where
  its own characters say. This bounds the tail of a text without newlines.

Going back to an earlier length starts at the last checkpoint before it: a copy of the state, made
every few thousand characters. As the source is expected to grow again as it did before (the user
moves through a recording), later checkpoints and their leaves are kept and reused by `_skip`;
`forget` discards them when the source is going to differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ppchat.core.markdown import line_rules
from ppchat.core.markdown.block_parser import BlockParser
from ppchat.core.markdown.leaf import Leaf, LeafKind
from ppchat.core.markdown.leaf_builder import LeafBuilder, ParserState, copy_state

SEGMENT: Final = 1024
"""Maximum characters of a line parsed at once; a longer line is parsed in pieces of this size."""
_CHECKPOINT: Final = 2048
"""Minimum characters between two checkpoints."""


class _Checkpoint(NamedTuple):
    """A state from which parsing can resume."""

    needed: int
    """Length of the source from which this state follows."""
    position: int
    in_line: bool
    leaf_count: int
    state: ParserState


class Document:
    """The leaves of a source, which is read with `slice_(start, stop)`."""

    __slots__ = (
        "_ahead",
        "_builder",
        "_checkpoints",
        "_current",
        "_in_line",
        "_parser",
        "_position",
        "_slice",
        "leaves",
        "length",
    )

    def __init__(
        self, slice_: Callable[[int, int], str], kind: LeafKind | None = None, info: str = ""
    ) -> None:
        """With `kind` TEXT or FENCE (in language `info`) the whole source is one block of it."""
        state = ParserState(kind=kind, info=info)
        self._slice = slice_
        self.leaves: list[Leaf] = []
        self.length = 0
        self._position = 0
        self._in_line = False
        self._builder = LeafBuilder(copy_state(state), slice_, self.leaves.append)
        self._parser = BlockParser(self._builder)
        self._checkpoints = [_Checkpoint(0, 0, False, 0, state)]
        self._current = 0
        """Index of the last checkpoint in use; later ones lie beyond a truncation."""
        self._ahead: list[Leaf] = []
        """The leaves up to the last checkpoint, while that lies beyond a truncation."""

    def extend(self, length: int) -> None:
        """Parse the source up to offset `length`."""
        if length < self.length:
            self.truncate(length)
            return
        self._skip(length)
        self.length = length
        text = self._slice(self._position, length)
        base = self._position
        parser = self._parser
        at, size = 0, len(text)
        while True:
            newline = text.find("\n", at, at + SEGMENT + 1)
            if newline < 0 and size - at <= SEGMENT:
                break
            stop = newline if newline >= 0 else _segment_end(text, at)
            if self._in_line:
                parser.feed_joined(base + at, base + stop)
            else:
                end = stop - 1 if newline >= 0 and text[stop - 1 : stop] == "\r" else stop
                parser.feed(text[at:end], base + at)
            self._in_line = newline < 0
            needed = at + SEGMENT + 1 if newline < 0 else stop + 1
            at = stop + 1 if newline >= 0 else stop
            if base + at - self._checkpoints[-1].position >= _CHECKPOINT:
                self._checkpoints.append(
                    _Checkpoint(
                        base + needed,
                        base + at,
                        self._in_line,
                        len(self.leaves),
                        copy_state(self._builder.state),
                    )
                )
                self._current = len(self._checkpoints) - 1
        self._position = base + at

    def truncate(self, length: int) -> None:
        """Go back to the first `length` characters of the source.

        Unless `forget` is called, the source is expected to grow as it did before.
        """
        if self._current == len(self._checkpoints) - 1:
            self._ahead = self.leaves[: self._checkpoints[-1].leaf_count]
        index = self._last_before(length)
        del self.leaves[self._checkpoints[index].leaf_count :]
        self._start_at(index)
        self.length = self._position
        self.extend(length)

    def forget(self) -> None:
        """Discard what was parsed beyond a truncation: the source will grow differently."""
        del self._checkpoints[self._current + 1 :]

    def _skip(self, length: int) -> None:
        """Reuse what was parsed before a truncation, as far as it lies before `length`."""
        index = self._last_before(length)
        if index > self._current:
            common = self._checkpoints[self._current].leaf_count
            self.leaves[common:] = self._ahead[common : self._checkpoints[index].leaf_count]
            self._start_at(index)

    def _last_before(self, length: int) -> int:
        return bisect_right(self._checkpoints, length, key=lambda checkpoint: checkpoint.needed) - 1

    def _start_at(self, index: int) -> None:
        self._current = index
        _, self._position, self._in_line, _, state = self._checkpoints[index]
        self._builder.state = copy_state(state)

    def tail(self, growing: bool) -> Sequence[Leaf]:
        """The leaves not closed yet; with `growing`, an undecided last line is held back."""
        leaves: list[Leaf] = []
        builder = LeafBuilder(copy_state(self._builder.state), self._slice, leaves.append)
        parser = BlockParser(builder)
        rest = self._slice(self._position, self.length)
        if self._in_line:
            if rest:
                parser.feed_joined(self._position, self.length)
        elif rest and not (growing and self._is_undecided(rest)):
            parser.feed(rest.removesuffix("\r"), self._position)
        if growing:
            parser.assume_table()
        builder.finish()
        if growing and leaves:
            leaves[-1] = replace(leaves[-1], open=True)
        return leaves

    def _is_undecided(self, line: str) -> bool:
        if len(line) > 300:
            return False
        state = self._builder.state
        content = line.lstrip(" \t>")
        if state.kind is LeafKind.FENCE:
            return bool(content and state.closer) and content == state.closer[0] * len(content)
        if state.kind in (LeafKind.MATH, LeafKind.TEXT):
            return False
        return line_rules.UNDECIDED.fullmatch(line) is not None


def _segment_end(text: str, at: int) -> int:
    """Where to cut a long line: after a space if there is one near the end."""
    limit = at + SEGMENT
    space = text.rfind(" ", limit - SEGMENT // 4, limit)
    return space + 1 if space >= 0 else limit
