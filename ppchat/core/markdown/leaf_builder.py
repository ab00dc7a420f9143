"""The parser's state, and how a leaf is opened, cut into parts and closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ppchat.core.markdown import line_rules
from ppchat.core.markdown.leaf import Container, Leaf, LeafKind
from ppchat.core.markdown.open_markup import is_balanced

PARAGRAPH_PART: Final = 1000
"""Characters after which a paragraph is cut at the next place without open markup."""
PARAGRAPH_LIMIT: Final = 4000
"""Characters after which a paragraph is cut anywhere."""
PARAGRAPH_LINES: Final = 64
"""Lines after which a paragraph is cut likewise; after twice as many, anywhere."""
CODE_PART: Final = 32
"""Lines after which code is cut at the next line that seems to begin something new."""
CODE_LIMIT: Final = 96
TABLE_PART: Final = 16
"""Lines per part of a table; the first part alone sets the column widths."""
JOINED_PARTS: Final = 16
"""Parts of one very long line that are wrapped together; after these a new row begins."""

_SPACED: Final = frozenset(
    {LeafKind.FENCE, LeafKind.CODE, LeafKind.TABLE, LeafKind.HEADING, LeafKind.RULE, LeafKind.MATH}
)


@dataclass(slots=True)
class ParserState:
    """What must be known of the lines so far to parse the next one."""

    containers: tuple[Container, ...] = ()
    new_from: int = 0
    kind: LeafKind | None = None
    lines: tuple[tuple[int, int], ...] = ()
    size: int = 0
    """Characters in `lines`."""
    part: int = 0
    joined: bool = False
    joined_count: int = 0
    """Consecutive joined parts so far."""
    space_above: bool = False
    info: str = ""
    level: int = 0
    closer: str = ""
    """The text that closes the open fence or formula."""
    fence_indent: int = 0
    """Columns by which the open fence is indented."""
    blank_before: bool = False
    """Whether there was an empty line since the last leaf began."""
    empty_item: bool = False
    """Whether the innermost list item began with an empty line and has no content yet."""
    last_kind: LeafKind | None = None


class LeafBuilder:
    """Builds leaves, and passes each to `emit` as it closes."""

    __slots__ = ("emit", "slice", "state")

    def __init__(
        self, state: ParserState, slice_: Callable[[int, int], str], emit: Callable[[Leaf], None]
    ) -> None:
        self.state = state
        self.slice = slice_
        self.emit = emit

    # Leaves.

    def open(self, kind: LeafKind, info: str = "", level: int = 0) -> None:
        state = self.state
        first_in_item = state.new_from < len(state.containers)
        spaced = kind in _SPACED or state.last_kind in _SPACED
        state.space_above = state.last_kind is not None and (
            state.blank_before or (spaced and not first_in_item)
        )
        state.kind, state.info, state.level = kind, info, level
        state.lines, state.size, state.part, state.joined, state.joined_count = (), 0, 0, False, 0
        state.blank_before = state.empty_item = False

    def add(self, start: int, stop: int) -> None:
        state = self.state
        state.lines += ((start, stop),)
        state.size += stop - start + 1

    def _emit_leaf(
        self, kind: LeafKind, lines: tuple[tuple[int, int], ...], last: bool, runs_on: bool = False
    ) -> None:
        state = self.state
        self.emit(
            Leaf(
                kind=kind,
                lines=lines,
                containers=state.containers,
                new_from=state.new_from,
                space_above=state.space_above and state.part == 0,
                part=state.part,
                joined=state.joined,
                runs_on=runs_on,
                last=last,
                info=state.info,
                level=state.part if kind is LeafKind.TABLE else state.level,
            )
        )
        state.new_from = len(state.containers)
        state.last_kind = kind

    def cut(self, joined: bool = False) -> None:
        """Close a part of the open leaf and begin the next part."""
        state = self.state
        assert state.kind is not None
        state.joined_count = state.joined_count + 1 if joined else 0
        joined = joined and state.joined_count % JOINED_PARTS != 0
        self._emit_leaf(state.kind, state.lines, last=False, runs_on=joined)
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
        if kind is LeafKind.PARAGRAPH:
            self._close_paragraph(lines)
        elif kind is LeafKind.CODE:
            while lines and lines[-1][0] == lines[-1][1]:
                lines = lines[:-1]
            self._emit_leaf(kind, lines, last=True)
        else:
            self._emit_leaf(kind, lines, last=True)

    def _close_paragraph(self, lines: tuple[tuple[int, int], ...]) -> None:
        state = self.state
        if not lines:
            return
        definitions = 0
        if state.part == 0:
            while definitions < len(lines) and self.is_definition(lines[definitions]):
                definitions += 1
        if definitions:
            self._emit_leaf(LeafKind.DEFINITION, lines[:definitions], last=True)
            state.space_above = False
        if lines[definitions:]:
            self._emit_leaf(LeafKind.PARAGRAPH, lines[definitions:], last=True)

    def is_definition(self, line: tuple[int, int]) -> bool:
        return line_rules.DEFINITION.match(self.slice(*line)) is not None

    def close_containers(self, matched: int) -> None:
        """Close the open leaf and all containers but the first `matched`."""
        state = self.state
        self.close()
        if len(state.containers) > matched:
            if state.new_from < len(state.containers):  # an empty item
                self.open(LeafKind.PARAGRAPH)
                state.kind = None
                self._emit_leaf(LeafKind.PARAGRAPH, (), last=True)
            state.containers = state.containers[:matched]
            state.new_from = min(state.new_from, matched)
            state.empty_item = False

    def finish(self) -> None:
        """Close everything, as the end of the text does."""
        self.close_containers(0)

    # Parts.

    def is_full(self) -> bool:
        state = self.state
        if not state.lines or (state.size < PARAGRAPH_PART and len(state.lines) < PARAGRAPH_LINES):
            return False
        if state.size >= PARAGRAPH_LIMIT or len(state.lines) >= 2 * PARAGRAPH_LINES:
            return True
        if state.kind is LeafKind.TEXT:
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
            previous = state.lines[-1]
            begins = previous[0] == previous[1] or not text[:1].isspace()
            is_boundary = begins and bool(text.strip()) and self._is_top_level(text)
            if is_boundary or count >= CODE_LIMIT or state.size > 2 * PARAGRAPH_LIMIT:
                self.cut()
        self.add(start, min(stop, start + 100_000))

    def _is_top_level(self, line: str) -> bool:
        """Whether the open code, so far, ends outside a multi-line comment or string."""
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


def copy_state(state: ParserState) -> ParserState:
    """An independent copy of a state; all its fields are immutable."""
    return replace(state)
