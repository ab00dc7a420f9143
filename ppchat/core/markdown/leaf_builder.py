"""What is known of the lines so far, and how a leaf is opened, cut into parts and closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ppchat.core.markdown import line_rules as rule
from ppchat.core.markdown.leaf import Container, Kind, Leaf
from ppchat.core.markdown.open_markup import is_balanced

PARAGRAPH_PART: Final = 1000
"""Characters after which a paragraph is cut at the next place without open markup."""
PARAGRAPH_LIMIT: Final = 4000
"""Characters at which it is cut anywhere."""
PARAGRAPH_LINES: Final = 64
"""Lines after which it is cut likewise; at twice as many, anywhere."""
CODE_PART: Final = 32
"""Lines after which code is cut at the next line that begins something, by the look of it."""
CODE_LIMIT: Final = 96
TABLE_PART: Final = 16
"""Lines of one part of a table; the first part alone sets the widths of the columns."""
JOINED_PARTS: Final = 16
"""Parts of one endless line that are wrapped as one; then a new row begins."""

_APART: Final = frozenset({Kind.FENCE, Kind.CODE, Kind.TABLE, Kind.HEADING, Kind.RULE, Kind.MATH})


@dataclass(slots=True)
class State:
    """What must be known of the lines so far to understand the next one."""

    containers: tuple[Container, ...] = ()
    fresh: int = 0
    kind: Kind | None = None
    lines: tuple[tuple[int, int], ...] = ()
    size: int = 0
    """Characters in `lines`."""
    part: int = 0
    joined: bool = False
    chain: int = 0
    """Parts joined in a row so far."""
    gap: bool = False
    info: str = ""
    level: int = 0
    mark: str = ""
    """What closes the fence or the formula that is open."""
    offset: int = 0
    """Columns by which the fence that is open is indented."""
    blank: bool = False
    """Whether an empty line came since the last leaf began."""
    hollow: bool = False
    """Whether the innermost item began with an empty line and has nothing yet."""
    last_kind: Kind | None = None


class Writer:
    """Writes leaves, given to `emit` as they close."""

    __slots__ = ("emit", "slice", "state")

    def __init__(
        self, state: State, slice_: Callable[[int, int], str], emit: Callable[[Leaf], None]
    ) -> None:
        self.state = state
        self.slice = slice_
        self.emit = emit

    # Leaves

    def open(self, kind: Kind, info: str = "", level: int = 0) -> None:
        state = self.state
        first_in_item = state.fresh < len(state.containers)
        apart = kind in _APART or state.last_kind in _APART
        state.gap = state.last_kind is not None and (state.blank or (apart and not first_in_item))
        state.kind, state.info, state.level = kind, info, level
        state.lines, state.size, state.part, state.joined, state.chain = (), 0, 0, False, 0
        state.blank = state.hollow = False

    def add(self, start: int, stop: int) -> None:
        state = self.state
        state.lines += ((start, stop),)
        state.size += stop - start + 1

    def _leaf(
        self, kind: Kind, lines: tuple[tuple[int, int], ...], last: bool, runs_on: bool = False
    ) -> None:
        state = self.state
        self.emit(
            Leaf(
                kind=kind,
                lines=lines,
                containers=state.containers,
                fresh=state.fresh,
                gap=state.gap and state.part == 0,
                part=state.part,
                joined=state.joined,
                runs_on=runs_on,
                last=last,
                info=state.info,
                level=state.part if kind is Kind.TABLE else state.level,
            )
        )
        state.fresh = len(state.containers)
        state.last_kind = kind

    def cut(self, joined: bool = False) -> None:
        """Close a part of the open leaf and go on with the next."""
        state = self.state
        assert state.kind is not None
        state.chain = state.chain + 1 if joined else 0
        joined = joined and state.chain % JOINED_PARTS != 0
        self._leaf(state.kind, state.lines, last=False, runs_on=joined)
        state.lines, state.size = (), 0
        state.part += 1
        state.joined = joined

    def close(self) -> None:
        """Close the open leaf, if there is one."""
        state = self.state
        kind, lines = state.kind, state.lines
        if kind is None:
            return
        state.kind = None
        if kind is Kind.PARAGRAPH:
            self._close_paragraph(lines)
        elif kind is Kind.CODE:
            while lines and lines[-1][0] == lines[-1][1]:
                lines = lines[:-1]
            self._leaf(kind, lines, last=True)
        else:
            self._leaf(kind, lines, last=True)

    def _close_paragraph(self, lines: tuple[tuple[int, int], ...]) -> None:
        state = self.state
        if not lines:
            return
        defined = 0
        if state.part == 0:
            while defined < len(lines) and self.is_definition(lines[defined]):
                defined += 1
        if defined:
            self._leaf(Kind.DEFINITION, lines[:defined], last=True)
            state.gap = False
        if lines[defined:]:
            self._leaf(Kind.PARAGRAPH, lines[defined:], last=True)

    def is_definition(self, line: tuple[int, int]) -> bool:
        return rule.DEFINITION.match(self.slice(*line)) is not None

    def leave(self, matched: int) -> None:
        """Close the open leaf and all containers but the first `matched`."""
        state = self.state
        self.close()
        if len(state.containers) > matched:
            if state.fresh < len(state.containers):  # an item with nothing in it
                self.open(Kind.PARAGRAPH)
                state.kind = None
                self._leaf(Kind.PARAGRAPH, (), last=True)
            state.containers = state.containers[:matched]
            state.fresh = min(state.fresh, matched)
            state.hollow = False

    def finish(self) -> None:
        """Close everything, as the end of the text does."""
        self.leave(0)

    # Parts

    def is_full(self) -> bool:
        state = self.state
        if not state.lines or (state.size < PARAGRAPH_PART and len(state.lines) < PARAGRAPH_LINES):
            return False
        if state.size >= PARAGRAPH_LIMIT or len(state.lines) >= 2 * PARAGRAPH_LINES:
            return True
        if state.kind is Kind.TEXT:
            return True
        return is_balanced("\n".join(self.slice(*line) for line in state.lines))

    def add_text(self, start: int, stop: int) -> None:
        if self.is_full():
            self.cut()
        self.add(start, stop)

    def add_code(self, start: int, stop: int, text: str) -> None:
        state = self.state
        count = len(state.lines)
        if count >= CODE_PART:
            before = state.lines[-1]
            begins = before[0] == before[1] or not text[:1].isspace()
            is_apart = begins and bool(text.strip()) and self._is_between(text)
            if is_apart or count >= CODE_LIMIT or state.size > 2 * PARAGRAPH_LIMIT:
                self.cut()
        self.add(start, min(stop, start + 100_000))

    def _is_between(self, line: str) -> bool:
        """Whether the open code, so far, ends outside a comment or a string of many lines."""
        state = self.state
        if line[:1] in "})]":
            return False
        code = self.slice(state.lines[0][0], state.lines[-1][1])
        return (
            code.count('"""') % 2 == 0
            and code.count("'''") % 2 == 0
            and code.count("`") % 2 == 0
            and code.rfind("/*") <= code.rfind("*/")
            and code.rfind("<!--") <= code.rfind("-->")
        )


def copy(state: State) -> State:
    """A state of its own; all its fields are immutable."""
    return replace(state)
