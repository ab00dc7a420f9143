"""Lines → leaves, one line at a time; every transition between blocks is in this file.

The state after a line depends only on the lines up to it, so chunks of any size give the same
leaves. The state is small, so a copy of it serves as a checkpoint.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.markdown import line_rules
from ppchat.core.markdown.leaf import BlockQuote, Container, LeafKind, ListItem
from ppchat.core.markdown.leaf_builder import PARAGRAPH_LIMIT, TABLE_PART, LeafBuilder

MAX_DEPTH: Final = 12
"""Maximum nesting of containers; anything deeper is text."""


class BlockParser:
    """Decides which block each line belongs to, and lets a builder make the leaves."""

    __slots__ = ("_builder",)

    def __init__(self, builder: LeafBuilder) -> None:
        self._builder = builder

    def feed(self, text: str, at: int) -> None:
        """Parse one line, without its newline, that begins at offset `at` of the source."""
        builder = self._builder
        state = builder.state
        if not state.containers and (
            state.kind is LeafKind.PARAGRAPH or (state.kind is None and state.new_from == 0)
        ):
            first = text[:1]
            if (
                first
                and first not in line_rules.BLOCK_STARTERS
                and not first.isspace()
                and "|" not in text
            ):
                if state.kind is None:  # the usual line: plain text outside any container
                    builder.open(LeafKind.PARAGRAPH)
                builder.add_text(at, at + len(text))
                return
        matched, pos = self._match_containers(text)
        inside = matched == len(state.containers)
        if state.kind is LeafKind.TEXT:
            builder.add_text(at, at + len(text))
            return
        if inside and state.kind in (LeafKind.FENCE, LeafKind.MATH):
            self._feed_verbatim(text, at, pos)
            return
        columns, start = line_rules.measure_indent(text, pos)
        if inside and state.kind is LeafKind.CODE:
            if columns >= 4 or start == len(text):
                self._builder.add_code(
                    at + line_rules.skip_columns(text, pos, 4), at + len(text), text
                )
                return
            self._builder.close()
        self._feed_block(text, at, pos, matched)

    def feed_joined(self, start: int, stop: int) -> None:
        """Parse a further piece of a line that is too long to be parsed at once."""
        state = self._builder.state
        if state.kind in (LeafKind.PARAGRAPH, LeafKind.TEXT):
            if self._builder.is_full():
                self._builder.cut(joined=True)
                self._builder.add(start, stop)
            elif state.lines:
                state.lines = (*state.lines[:-1], (state.lines[-1][0], stop))
                state.size += stop - start
            else:
                self._builder.add(start, stop)
        elif state.kind in (LeafKind.FENCE, LeafKind.CODE, LeafKind.MATH):
            self._builder.add_code(start, stop, "-")
        else:
            self._builder.close()
            self._builder.open(LeafKind.PARAGRAPH)
            self._builder.add(start, stop)

    def _match_containers(self, text: str) -> tuple[int, int]:
        """How many open containers the line continues, and where their content begins."""
        pos = 0
        state = self._builder.state
        for depth, container in enumerate(state.containers):
            columns, start = line_rules.measure_indent(text, pos)
            if isinstance(container, BlockQuote):
                if columns > 3 or text[start : start + 1] != ">":
                    return depth, pos
                pos = start + 1
                if text[pos : pos + 1] in (" ", "\t"):
                    pos += 1
            elif start == len(text):
                if state.empty_item and depth == len(state.containers) - 1:
                    return depth, pos
                pos = line_rules.skip_columns(text, pos, container.indent)
            elif columns >= container.indent:
                pos = line_rules.skip_columns(text, pos, container.indent)
            else:
                return depth, pos
        return len(state.containers), pos

    def _feed_verbatim(self, text: str, at: int, pos: int) -> None:
        state = self._builder.state
        columns, start = line_rules.measure_indent(text, pos)
        if state.kind is LeafKind.FENCE:
            if state.closer and columns < 4 and line_rules.closes_fence(text, start, state.closer):
                self._builder.close()
            else:
                begin = line_rules.skip_columns(text, pos, state.fence_indent)
                self._builder.add_code(at + begin, at + len(text), text[begin:])
        elif start == len(text):
            self._builder.close()
            state.blank_before = True
        else:
            self._builder.add_code(at + pos, at + len(text), text)
            if text.rstrip().endswith(state.closer):
                self._builder.close()

    def _feed_block(self, text: str, at: int, pos: int, matched: int) -> None:
        """Parse a line that is not verbatim text: it begins a block or continues one."""
        state = self._builder.state
        siblings = state.containers
        while True:
            columns, start = line_rules.measure_indent(text, pos)
            inside = matched == len(state.containers)
            if start == len(text):
                self._feed_blank(matched)
                return
            if columns >= 4:
                if state.kind is LeafKind.PARAGRAPH:
                    break
                self._builder.close_containers(matched)
                self._builder.open(LeafKind.CODE)
                begin = line_rules.skip_columns(text, pos, 4)
                self._builder.add_code(at + begin, at + len(text), text[begin:])
                return
            char = text[start]
            if char not in line_rules.BLOCK_STARTERS:
                break
            if char == ">" and matched < MAX_DEPTH:
                self._builder.close_containers(matched)
                state.containers += (BlockQuote(),)
                pos = start + 1
                if text[pos : pos + 1] in (" ", "\t"):
                    pos += 1
                matched += 1
                siblings = ()
                continue
            if self._feed_leaf_start(text, at, start, columns, matched, inside):
                return
            marker = line_rules.parse_list_marker(text, start) if matched < MAX_DEPTH else None
            if marker is None or not self._may_begin_item(marker, text, start, inside):
                break
            self._builder.close_containers(matched)
            pos, item = self._begin_item(marker, text, start, columns, siblings, matched)
            state.containers += (item,)
            matched += 1
            siblings = ()
            if line_rules.measure_indent(text, pos)[1] == len(text):
                state.empty_item = True
                return
        self._feed_text(text, at, start, matched)

    def _feed_blank(self, matched: int) -> None:
        state = self._builder.state
        if matched < len(state.containers):
            self._builder.close_containers(matched)
        self._builder.close()
        state.blank_before = True

    def _feed_leaf_start(
        self, text: str, at: int, start: int, columns: int, matched: int, inside: bool
    ) -> bool:
        """Parse a line that begins a heading, fence, formula or rule; False if it begins none."""
        state = self._builder.state
        end = at + len(text)
        heading = line_rules.HEADING.match(text, start)
        if heading is not None:
            self._builder.close_containers(matched)
            self._builder.open(LeafKind.HEADING, level=len(heading[1]))
            self._builder.add(at + heading.end(), at + line_rules.heading_end(text, heading.end()))
            self._builder.close()
            return True
        fence = line_rules.parse_fence(text, start)
        if fence is not None:
            self._builder.close_containers(matched)
            self._builder.open(LeafKind.FENCE, info=fence.info)
            state.closer, state.fence_indent = fence.mark, columns
            return True
        math = line_rules.MATH_CLOSERS.get(text[start : start + 2])
        if math is not None and not (inside and state.kind is LeafKind.PARAGRAPH):
            body = text[start:].rstrip()
            closing = body.find(math, 2)
            if closing >= 0 and closing != len(body) - 2:
                return False
            self._builder.close_containers(matched)
            self._builder.open(LeafKind.MATH)
            state.closer = math
            self._builder.add(at + start, end)
            if closing >= 0:
                self._builder.close()
            return True
        if inside and state.kind is LeafKind.PARAGRAPH and state.part == 0 and state.lines:
            level = line_rules.setext_level(text, start)
            if level and not all(map(self._builder.is_definition, state.lines)):
                state.kind, state.level = LeafKind.HEADING, level
                self._builder.close()
                return True
        if line_rules.is_thematic_break(text, start):
            self._builder.close_containers(matched)
            self._builder.open(LeafKind.RULE)
            self._builder.add(at + start, end)
            self._builder.close()
            return True
        return False

    def _may_begin_item(
        self, marker: line_rules.ListMarker, text: str, start: int, inside: bool
    ) -> bool:
        """Whether a list item may begin here; only some may interrupt a paragraph."""
        if not inside or self._builder.state.kind is not LeafKind.PARAGRAPH:
            return True
        if line_rules.measure_indent(text, start + marker.width)[1] == len(text):
            return False
        return marker.number is None or marker.number == 1

    def _begin_item(
        self,
        marker: line_rules.ListMarker,
        text: str,
        start: int,
        columns: int,
        siblings: tuple[Container, ...],
        depth: int,
    ) -> tuple[int, ListItem]:
        """Where the content of the item at `start` begins, and the item itself."""
        after = start + marker.width
        spaces, content = line_rules.measure_indent(text, after)
        if content == len(text) or spaces > 4:
            spaces = 1
        number = marker.number
        previous = siblings[depth] if depth < len(siblings) else None
        if (
            number is not None
            and isinstance(previous, ListItem)
            and previous.marker == marker.marker
            and previous.number is not None
        ):
            number = previous.number + 1
        pos = line_rules.skip_columns(text, after, spaces)
        return pos, ListItem(marker.marker, number, columns + marker.width + spaces)

    def _feed_text(self, text: str, at: int, start: int, matched: int) -> None:
        state = self._builder.state
        inside = matched == len(state.containers)
        line = text[start:]
        if inside and state.kind is LeafKind.TABLE:
            if len(state.lines) >= TABLE_PART or state.size > PARAGRAPH_LIMIT:
                self._builder.cut()
            self._builder.add(at + start, at + len(text))
            return
        if state.kind is LeafKind.PARAGRAPH:
            if inside and state.lines and self._begin_table(line, at + start):
                return
            self._builder.add_text(at + start, at + len(text))
            return
        self._builder.close_containers(matched)
        self._builder.open(LeafKind.PARAGRAPH)
        self._builder.add_text(at + start, at + len(text))

    def _begin_table(self, line: str, at: int) -> bool:
        """Begin a table with the paragraph's last line as header if `line` is a delimiter row."""
        columns = line_rules.column_alignments(line)
        if not columns:
            return False
        state = self._builder.state
        header = state.lines[-1]
        text = self._builder.slice(*header)
        if ("|" not in text and "|" not in line) or len(line_rules.cell_ranges(text)) != len(
            columns
        ):
            return False
        state.lines = state.lines[:-1]
        self._builder.close()
        self._builder.open(LeafKind.TABLE, info=columns)
        self._builder.add(*header)
        self._builder.add(at, at + len(line))
        return True

    def assume_table(self) -> None:
        """Treat a paragraph that ends in a line of cells as the table it is about to become."""
        state = self._builder.state
        if state.kind is not LeafKind.PARAGRAPH or not state.lines:
            return
        header = state.lines[-1]
        text = self._builder.slice(*header)
        columns = len(line_rules.cell_ranges(text))
        if text.startswith("|") and columns:
            state.lines = state.lines[:-1]
            self._builder.close()
            self._builder.open(LeafKind.TABLE, info="-" * columns)
            self._builder.add(*header)
            self._builder.add(header[1], header[1])
