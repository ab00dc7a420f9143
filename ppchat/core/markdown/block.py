"""Lines → leaves, one line at a time: every transition between blocks is in this file.

The state after a line follows from the lines up to it alone, so chunks of any size give the
same leaves; and it is small, so a copy of it is a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ppchat.core.markdown import line as rule
from ppchat.core.markdown.inline import is_balanced
from ppchat.core.markdown.leaf import Container, Item, Kind, Leaf, Quote

MAX_DEPTH: Final = 12
"""Containers in containers that are followed; deeper ones are text."""
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


class Machine:
    """Turns lines into leaves, given to `emit` as they close."""

    __slots__ = ("emit", "slice", "state")

    def __init__(
        self, state: State, slice_: Callable[[int, int], str], emit: Callable[[Leaf], None]
    ) -> None:
        self.state = state
        self.slice = slice_
        self.emit = emit

    # Leaves

    def _open(self, kind: Kind, info: str = "", level: int = 0) -> None:
        state = self.state
        first_in_item = state.fresh < len(state.containers)
        apart = kind in _APART or state.last_kind in _APART
        state.gap = state.last_kind is not None and (state.blank or (apart and not first_in_item))
        state.kind, state.info, state.level = kind, info, level
        state.lines, state.size, state.part, state.joined, state.chain = (), 0, 0, False, 0
        state.blank = state.hollow = False

    def _add(self, start: int, stop: int) -> None:
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

    def _cut(self, joined: bool = False) -> None:
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
            while defined < len(lines) and self._is_definition(lines[defined]):
                defined += 1
        if defined:
            self._leaf(Kind.DEFINITION, lines[:defined], last=True)
            state.gap = False
        if lines[defined:]:
            self._leaf(Kind.PARAGRAPH, lines[defined:], last=True)

    def _is_definition(self, line: tuple[int, int]) -> bool:
        return rule.DEFINITION.match(self.slice(*line)) is not None

    def _leave(self, matched: int) -> None:
        """Close the open leaf and all containers but the first `matched`."""
        state = self.state
        self.close()
        if len(state.containers) > matched:
            if state.fresh < len(state.containers):  # an item with nothing in it
                self._open(Kind.PARAGRAPH)
                state.kind = None
                self._leaf(Kind.PARAGRAPH, (), last=True)
            state.containers = state.containers[:matched]
            state.fresh = min(state.fresh, matched)
            state.hollow = False

    def finish(self) -> None:
        """Close everything, as the end of the text does."""
        self._leave(0)

    # Lines

    def feed(self, text: str, at: int) -> None:
        """Take one line, without its newline, that stands at offset `at` of the source."""
        state = self.state
        if not state.containers and (
            state.kind is Kind.PARAGRAPH or (state.kind is None and state.fresh == 0)
        ):
            first = text[:1]
            if first and first not in rule.BEGINNERS and not first.isspace() and "|" not in text:
                if state.kind is None:  # the usual line: plain text outside all containers
                    self._open(Kind.PARAGRAPH)
                self._add_text(at, at + len(text))
                return
        matched, pos = self._matched(text)
        inside = matched == len(state.containers)
        if state.kind is Kind.TEXT:
            self._add_text(at, at + len(text))
            return
        if inside and state.kind in (Kind.FENCE, Kind.MATH):
            self._feed_verbatim(text, at, pos)
            return
        columns, start = rule.indent(text, pos)
        if inside and state.kind is Kind.CODE:
            if columns >= 4 or start == len(text):
                self._add_code(at + rule.after_columns(text, pos, 4), at + len(text), text)
                return
            self.close()
        self._feed_block(text, at, pos, matched)

    def feed_joined(self, start: int, stop: int) -> None:
        """Take a further piece of a line so long that it comes in pieces."""
        state = self.state
        if state.kind in (Kind.PARAGRAPH, Kind.TEXT):
            if self._is_full():
                self._cut(joined=True)
                self._add(start, stop)
            elif state.lines:
                state.lines = (*state.lines[:-1], (state.lines[-1][0], stop))
                state.size += stop - start
            else:
                self._add(start, stop)
        elif state.kind in (Kind.FENCE, Kind.CODE, Kind.MATH):
            self._add_code(start, stop, "-")
        else:
            self.close()
            self._open(Kind.PARAGRAPH)
            self._add(start, stop)

    def _matched(self, text: str) -> tuple[int, int]:
        """How many open containers the line goes on with, and where their content begins."""
        pos = 0
        state = self.state
        for depth, container in enumerate(state.containers):
            columns, start = rule.indent(text, pos)
            if isinstance(container, Quote):
                if columns > 3 or text[start : start + 1] != ">":
                    return depth, pos
                pos = start + 1
                if text[pos : pos + 1] in (" ", "\t"):
                    pos += 1
            elif start == len(text):
                if state.hollow and depth == len(state.containers) - 1:
                    return depth, pos
                pos = rule.after_columns(text, pos, container.indent)
            elif columns >= container.indent:
                pos = rule.after_columns(text, pos, container.indent)
            else:
                return depth, pos
        return len(state.containers), pos

    def _feed_verbatim(self, text: str, at: int, pos: int) -> None:
        state = self.state
        columns, start = rule.indent(text, pos)
        if state.kind is Kind.FENCE:
            if state.mark and columns < 4 and rule.closes_fence(text, start, state.mark):
                self.close()
            else:
                begin = rule.after_columns(text, pos, state.offset)
                self._add_code(at + begin, at + len(text), text[begin:])
        elif start == len(text):
            self.close()
            state.blank = True
        else:
            self._add_code(at + pos, at + len(text), text)
            if text.rstrip().endswith(state.mark):
                self.close()

    def _feed_block(self, text: str, at: int, pos: int, matched: int) -> None:
        """Take a line that is not part of verbatim text: what begins here, or goes on?"""
        state = self.state
        siblings = state.containers
        while True:
            columns, start = rule.indent(text, pos)
            inside = matched == len(state.containers)
            if start == len(text):
                self._feed_blank(matched)
                return
            if columns >= 4:
                if state.kind is Kind.PARAGRAPH:
                    break
                self._leave(matched)
                self._open(Kind.CODE)
                begin = rule.after_columns(text, pos, 4)
                self._add_code(at + begin, at + len(text), text[begin:])
                return
            char = text[start]
            if char not in rule.BEGINNERS:
                break
            if char == ">" and matched < MAX_DEPTH:
                self._leave(matched)
                state.containers += (Quote(),)
                pos = start + 1
                if text[pos : pos + 1] in (" ", "\t"):
                    pos += 1
                matched += 1
                siblings = ()
                continue
            if self._feed_single(text, at, start, columns, matched, inside):
                return
            marker = rule.item(text, start) if matched < MAX_DEPTH else None
            if marker is None or not self._may_begin(marker, text, start, inside):
                break
            self._leave(matched)
            pos, item = self._item(marker, text, start, columns, siblings, matched)
            state.containers += (item,)
            matched += 1
            siblings = ()
            if rule.indent(text, pos)[1] == len(text):
                state.hollow = True
                return
        self._feed_text(text, at, start, matched)

    def _feed_blank(self, matched: int) -> None:
        state = self.state
        if matched < len(state.containers):
            self._leave(matched)
        self.close()
        state.blank = True

    def _feed_single(
        self, text: str, at: int, start: int, columns: int, matched: int, inside: bool
    ) -> bool:
        """Take a line that begins a heading, a fence, a formula or a rule, if it does."""
        state = self.state
        end = at + len(text)
        heading = rule.HEADING.match(text, start)
        if heading is not None:
            self._leave(matched)
            self._open(Kind.HEADING, level=len(heading[1]))
            stop = rule.heading_end(text, heading.end())
            self._add(at + heading.end(), at + max(stop, heading.end()))
            self.close()
            return True
        fence = rule.fence(text, start)
        if fence is not None:
            self._leave(matched)
            self._open(Kind.FENCE, info=fence.info)
            state.mark, state.offset = fence.mark, columns
            return True
        math = rule.MATH.get(text[start : start + 2])
        if math is not None and not (inside and state.kind is Kind.PARAGRAPH):
            body = text[start:].rstrip()
            closing = body.find(math, 2)
            if closing >= 0 and closing != len(body) - 2:
                return False
            self._leave(matched)
            self._open(Kind.MATH)
            state.mark = math
            self._add(at + start, end)
            if closing >= 0:
                self.close()
            return True
        if inside and state.kind is Kind.PARAGRAPH and state.part == 0 and state.lines:
            level = rule.underline(text, start)
            if level and not all(map(self._is_definition, state.lines)):
                state.kind, state.level = Kind.HEADING, level
                self.close()
                return True
        if rule.is_rule(text, start):
            self._leave(matched)
            self._open(Kind.RULE)
            self._add(at + start, end)
            self.close()
            return True
        return False

    def _may_begin(self, marker: rule.Marker, text: str, start: int, inside: bool) -> bool:
        """Whether a list item may begin here: only some may interrupt a paragraph."""
        if not inside or self.state.kind is not Kind.PARAGRAPH:
            return True
        if rule.indent(text, start + marker.width)[1] == len(text):
            return False
        return marker.number is None or marker.number == 1

    def _item(
        self,
        marker: rule.Marker,
        text: str,
        start: int,
        columns: int,
        siblings: tuple[Container, ...],
        depth: int,
    ) -> tuple[int, Item]:
        """The item that begins at `start`, and where its content does."""
        after = start + marker.width
        spaces, content = rule.indent(text, after)
        if content == len(text) or spaces > 4:
            spaces = 1
        number = marker.number
        before = siblings[depth] if depth < len(siblings) else None
        if (
            number is not None
            and isinstance(before, Item)
            and before.marker == marker.marker
            and before.number is not None
        ):
            number = before.number + 1
        pos = rule.after_columns(text, after, spaces)
        return pos, Item(marker.marker, number, columns + marker.width + spaces)

    def _feed_text(self, text: str, at: int, start: int, matched: int) -> None:
        state = self.state
        inside = matched == len(state.containers)
        line = text[start:]
        if inside and state.kind is Kind.TABLE:
            if len(state.lines) >= TABLE_PART or state.size > PARAGRAPH_LIMIT:
                self._cut()
            self._add(at + start, at + len(text))
            return
        if state.kind is Kind.PARAGRAPH:
            if inside and state.lines and self._begin_table(line, at + start):
                return
            self._add_text(at + start, at + len(text))
            return
        self._leave(matched)
        self._open(Kind.PARAGRAPH)
        self._add_text(at + start, at + len(text))

    def _begin_table(self, line: str, at: int) -> bool:
        """Make a table of the paragraph's last line when `line` delimits its columns."""
        columns = rule.alignments(line)
        if not columns:
            return False
        state = self.state
        header = state.lines[-1]
        text = self.slice(*header)
        if ("|" not in text and "|" not in line) or len(rule.cells(text)) != len(columns):
            return False
        state.lines = state.lines[:-1]
        self.close()
        self._open(Kind.TABLE, info=columns)
        self._add(*header)
        self._add(at, at + len(line))
        return True

    def assume_table(self) -> None:
        """Read a paragraph that ends in a line of cells as the table it is about to be."""
        state = self.state
        if state.kind is not Kind.PARAGRAPH or not state.lines:
            return
        header = state.lines[-1]
        text = self.slice(*header)
        columns = len(rule.cells(text))
        if text.startswith("|") and columns:
            state.lines = state.lines[:-1]
            self.close()
            self._open(Kind.TABLE, info="-" * columns)
            self._add(*header)
            self._add(header[1], header[1])

    # Parts

    def _is_full(self) -> bool:
        state = self.state
        if not state.lines or (state.size < PARAGRAPH_PART and len(state.lines) < PARAGRAPH_LINES):
            return False
        if state.size >= PARAGRAPH_LIMIT or len(state.lines) >= 2 * PARAGRAPH_LINES:
            return True
        if state.kind is Kind.TEXT:
            return True
        return is_balanced("\n".join(self.slice(*line) for line in state.lines))

    def _add_text(self, start: int, stop: int) -> None:
        if self._is_full():
            self._cut()
        self._add(start, stop)

    def _add_code(self, start: int, stop: int, text: str) -> None:
        state = self.state
        count = len(state.lines)
        if count >= CODE_PART:
            before = state.lines[-1]
            begins = before[0] == before[1] or not text[:1].isspace()
            is_apart = begins and bool(text.strip()) and self._is_between(text)
            if is_apart or count >= CODE_LIMIT or state.size > 2 * PARAGRAPH_LIMIT:
                self._cut()
        self._add(start, min(stop, start + 100_000))

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
