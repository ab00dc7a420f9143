"""Lines → leaves, one line at a time: every transition between blocks is in this file.

The state after a line follows from the lines up to it alone, so chunks of any size give the
same leaves; and it is small, so a copy of it is a checkpoint.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.markdown import line_rules as rule
from ppchat.core.markdown.leaf import Container, Item, Kind, Quote
from ppchat.core.markdown.leaf_builder import PARAGRAPH_LIMIT, TABLE_PART, Writer

MAX_DEPTH: Final = 12
"""Containers in containers that are followed; deeper ones are text."""


class Machine(Writer):
    """Turns lines into leaves."""

    __slots__ = ()

    def feed(self, text: str, at: int) -> None:
        """Take one line, without its newline, that stands at offset `at` of the source."""
        state = self.state
        if not state.containers and (
            state.kind is Kind.PARAGRAPH or (state.kind is None and state.fresh == 0)
        ):
            first = text[:1]
            if first and first not in rule.BEGINNERS and not first.isspace() and "|" not in text:
                if state.kind is None:  # the usual line: plain text outside all containers
                    self.open(Kind.PARAGRAPH)
                self.add_text(at, at + len(text))
                return
        matched, pos = self._matched(text)
        inside = matched == len(state.containers)
        if state.kind is Kind.TEXT:
            self.add_text(at, at + len(text))
            return
        if inside and state.kind in (Kind.FENCE, Kind.MATH):
            self._feed_verbatim(text, at, pos)
            return
        columns, start = rule.indent(text, pos)
        if inside and state.kind is Kind.CODE:
            if columns >= 4 or start == len(text):
                self.add_code(at + rule.after_columns(text, pos, 4), at + len(text), text)
                return
            self.close()
        self._feed_block(text, at, pos, matched)

    def feed_joined(self, start: int, stop: int) -> None:
        """Take a further piece of a line so long that it comes in pieces."""
        state = self.state
        if state.kind in (Kind.PARAGRAPH, Kind.TEXT):
            if self.is_full():
                self.cut(joined=True)
                self.add(start, stop)
            elif state.lines:
                state.lines = (*state.lines[:-1], (state.lines[-1][0], stop))
                state.size += stop - start
            else:
                self.add(start, stop)
        elif state.kind in (Kind.FENCE, Kind.CODE, Kind.MATH):
            self.add_code(start, stop, "-")
        else:
            self.close()
            self.open(Kind.PARAGRAPH)
            self.add(start, stop)

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
                self.add_code(at + begin, at + len(text), text[begin:])
        elif start == len(text):
            self.close()
            state.blank = True
        else:
            self.add_code(at + pos, at + len(text), text)
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
                self.leave(matched)
                self.open(Kind.CODE)
                begin = rule.after_columns(text, pos, 4)
                self.add_code(at + begin, at + len(text), text[begin:])
                return
            char = text[start]
            if char not in rule.BEGINNERS:
                break
            if char == ">" and matched < MAX_DEPTH:
                self.leave(matched)
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
            self.leave(matched)
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
            self.leave(matched)
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
            self.leave(matched)
            self.open(Kind.HEADING, level=len(heading[1]))
            stop = rule.heading_end(text, heading.end())
            self.add(at + heading.end(), at + max(stop, heading.end()))
            self.close()
            return True
        fence = rule.fence(text, start)
        if fence is not None:
            self.leave(matched)
            self.open(Kind.FENCE, info=fence.info)
            state.mark, state.offset = fence.mark, columns
            return True
        math = rule.MATH.get(text[start : start + 2])
        if math is not None and not (inside and state.kind is Kind.PARAGRAPH):
            body = text[start:].rstrip()
            closing = body.find(math, 2)
            if closing >= 0 and closing != len(body) - 2:
                return False
            self.leave(matched)
            self.open(Kind.MATH)
            state.mark = math
            self.add(at + start, end)
            if closing >= 0:
                self.close()
            return True
        if inside and state.kind is Kind.PARAGRAPH and state.part == 0 and state.lines:
            level = rule.underline(text, start)
            if level and not all(map(self.is_definition, state.lines)):
                state.kind, state.level = Kind.HEADING, level
                self.close()
                return True
        if rule.is_rule(text, start):
            self.leave(matched)
            self.open(Kind.RULE)
            self.add(at + start, end)
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
                self.cut()
            self.add(at + start, at + len(text))
            return
        if state.kind is Kind.PARAGRAPH:
            if inside and state.lines and self._begin_table(line, at + start):
                return
            self.add_text(at + start, at + len(text))
            return
        self.leave(matched)
        self.open(Kind.PARAGRAPH)
        self.add_text(at + start, at + len(text))

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
        self.open(Kind.TABLE, info=columns)
        self.add(*header)
        self.add(at, at + len(line))
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
            self.open(Kind.TABLE, info="-" * columns)
            self.add(*header)
            self.add(header[1], header[1])
