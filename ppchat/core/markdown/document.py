"""A Markdown text that grows: closed leaves, which never change, and the open tail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ppchat.core.markdown import line_rules as rule
from ppchat.core.markdown.block_parser import Machine
from ppchat.core.markdown.leaf import Kind, Leaf
from ppchat.core.markdown.leaf_builder import State, copy

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

    __slots__ = (
        "_ahead",
        "_checkpoints",
        "_current",
        "_in_line",
        "_machine",
        "_read",
        "_slice",
        "leaves",
        "length",
    )

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
        self._current = 0
        """The last checkpoint of what was read; those after it lie beyond a cut."""
        self._ahead: list[Leaf] = []
        """The leaves up to the last checkpoint, while that lies beyond a cut."""

    def extend(self, length: int) -> None:
        """Take in the source up to offset `length`."""
        if length < self.length:
            self.truncate(length)
            return
        self._skip(length)
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
                self._current = len(self._checkpoints) - 1
        self._read = base + at

    def truncate(self, length: int) -> None:
        """Go back to the first `length` characters of the source.

        Until `forget` is called, the source is taken to grow as it did before.
        """
        if self._current == len(self._checkpoints) - 1:
            self._ahead = self.leaves[: self._checkpoints[-1].leaves]
        index = self._last_before(length)
        del self.leaves[self._checkpoints[index].leaves :]
        self._start_at(index)
        self.length = self._read
        self.extend(length)

    def forget(self) -> None:
        """What lay beyond a cut comes no more: something else does."""
        del self._checkpoints[self._current + 1 :]

    def _skip(self, length: int) -> None:
        """Take what was read before a cut, as far as it lies before `length`."""
        index = self._last_before(length)
        if index > self._current:
            same = self._checkpoints[self._current].leaves
            self.leaves[same:] = self._ahead[same : self._checkpoints[index].leaves]
            self._start_at(index)

    def _last_before(self, length: int) -> int:
        return bisect_right(self._checkpoints, length, key=lambda point: point.decided) - 1

    def _start_at(self, index: int) -> None:
        self._current = index
        _, self._read, self._in_line, _, state = self._checkpoints[index]
        self._machine.state = copy(state)

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
