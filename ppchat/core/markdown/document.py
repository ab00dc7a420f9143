"""A Markdown text that grows: closed leaves, which never change, and the open tail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ppchat.core.markdown import line as rule
from ppchat.core.markdown.block import Machine
from ppchat.core.markdown.leaf import Kind, Leaf
from ppchat.core.markdown.writer import State, copy

SEGMENT: Final = 1024
"""Characters of a line that are waited for; a longer line is taken in pieces of this size."""
_CHECKPOINT: Final = 2048
"""Characters between two states that are kept, from which reading can start again."""


class _Checkpoint(NamedTuple):
    """A state from which reading can start again."""

    decided: int
    """Length of the source that it takes to come to this state."""
    read: int
    in_line: bool
    leaves: int
    state: State


class Document:
    """The leaves of a source that is read through `slice_`, a view of offsets a to b."""

    __slots__ = ("_checkpoints", "_in_line", "_machine", "_read", "_slice", "leaves", "length")

    def __init__(
        self, slice_: Callable[[int, int], str], kind: Kind | None = None, info: str = ""
    ) -> None:
        """`kind` TEXT or FENCE, in language `info`, takes the whole source as that."""
        state = State(kind=kind, info=info)
        self._slice = slice_
        self.leaves: list[Leaf] = []
        self.length = 0
        self._read = 0
        self._in_line = False
        self._machine = Machine(copy(state), slice_, self.leaves.append)
        self._checkpoints = [_Checkpoint(0, 0, False, 0, state)]

    def extend(self, length: int) -> None:
        """Take in the source up to offset `length`."""
        if length < self.length:
            self.truncate(length)
            return
        self.length = length
        fresh = self._slice(self._read, length)
        base = self._read
        machine = self._machine
        at, size = 0, len(fresh)
        while True:
            newline = fresh.find("\n", at, at + SEGMENT + 1)
            if newline < 0 and size - at <= SEGMENT:
                break
            stop = newline if newline >= 0 else _segment_end(fresh, at)
            if self._in_line:
                machine.feed_joined(base + at, base + stop)
            else:
                end = stop - 1 if newline >= 0 and fresh[stop - 1 : stop] == "\r" else stop
                machine.feed(fresh[at:end], base + at)
            self._in_line = newline < 0
            decided = at + SEGMENT + 1 if newline < 0 else stop + 1
            at = stop + 1 if newline >= 0 else stop
            if base + at - self._checkpoints[-1].read >= _CHECKPOINT:
                self._checkpoints.append(
                    _Checkpoint(
                        base + decided,
                        base + at,
                        self._in_line,
                        len(self.leaves),
                        copy(machine.state),
                    )
                )
        self._read = base + at

    def truncate(self, length: int) -> None:
        """Go back to the first `length` characters of the source."""
        index = bisect_right(self._checkpoints, length, key=lambda point: point.decided) - 1
        del self._checkpoints[index + 1 :]
        _, self._read, self._in_line, count, state = self._checkpoints[index]
        del self.leaves[count:]
        self._machine.state = copy(state)
        self.length = self._read
        self.extend(length)

    def tail(self, growing: bool) -> Sequence[Leaf]:
        """The leaves of what is not closed yet; `growing` holds back what is undecided."""
        leaves: list[Leaf] = []
        machine = Machine(copy(self._machine.state), self._slice, leaves.append)
        rest = self._slice(self._read, self.length)
        if self._in_line:
            if rest:
                machine.feed_joined(self._read, self.length)
        elif rest and not (growing and self._is_undecided(rest)):
            machine.feed(rest.removesuffix("\r"), self._read)
        if growing:
            machine.assume_table()
        machine.finish()
        if growing and leaves:
            leaves[-1] = replace(leaves[-1], open=True)
        return leaves

    def _is_undecided(self, line: str) -> bool:
        if len(line) > 300:
            return False
        state = self._machine.state
        bare = line.lstrip(" \t>")
        if state.kind is Kind.FENCE:
            return bool(bare and state.mark) and bare == state.mark[0] * len(bare)
        if state.kind in (Kind.MATH, Kind.TEXT):
            return False
        return rule.UNDECIDED.fullmatch(line) is not None


def _segment_end(text: str, at: int) -> int:
    """Where to cut a long line, after a space when there is one near the end."""
    limit = at + SEGMENT
    space = text.rfind(" ", limit - SEGMENT // 4, limit)
    return space + 1 if space >= 0 else limit
