"""What a line of Markdown can begin, by the rules of CommonMark and GitHub's tables."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

BLOCK_STARTERS: Final = frozenset("#`~>-+*_=$\\0123456789")
"""First characters of a line that can begin a block other than a paragraph."""

HEADING: Final = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_FENCE: Final = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_RULE: Final = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT: Final = re.compile(r"(=+|-+)[ \t]*$")
_ITEM: Final = re.compile(r"(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)")
_DELIMITERS: Final = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*\|?[ \t]*+$")
_CELL: Final = re.compile(r"(?:[^|\\`]|\\.|\\$|`)*")
DEFINITION: Final = re.compile(r" {0,3}\[(?!\])(?:[^\[\]\\]|\\.)+\]:[ \t]*\S")
UNDECIDED: Final = re.compile(r"[ \t]*(?:[-+*_=#>|~`:$\\\[\t ]+|\d{1,9}[.)]?)[ \t]*")
"""An unfinished line that may yet begin any block, so that drawing it would flicker."""
MATH_CLOSERS: Final = {"$$": "$$", "\\[": "\\]"}


class ListMarker(NamedTuple):
    """The marker of a list item."""

    marker: str
    number: int | None
    width: int


class Fence(NamedTuple):
    """The opening line of fenced code."""

    mark: str
    info: str


def measure_indent(line: str, at: int) -> tuple[int, int]:
    """Columns of white space from `at` on, and the offset where they end."""
    columns = 0
    for index in range(at, len(line)):
        char = line[index]
        if char == " ":
            columns += 1
        elif char == "\t":
            columns += 4 - columns % 4
        else:
            return columns, index
    return columns, len(line)


def skip_columns(line: str, at: int, columns: int) -> int:
    """The offset in `line` after at most `columns` columns of white space from `at` on."""
    skipped = 0
    while at < len(line) and skipped < columns and line[at] in " \t":
        skipped += 1 if line[at] == " " else 4 - skipped % 4
        at += 1
    return at


def parse_fence(line: str, at: int) -> Fence | None:
    """The fence that opens at `at`, or None."""
    match = _FENCE.match(line, at)
    if match is None:
        return None
    return Fence(match[1] or match[3], (match[2] or match[4] or "").strip())


def closes_fence(line: str, at: int, mark: str) -> bool:
    """Whether `line` closes a fence opened with `mark`."""
    rest = line[at:].rstrip(" \t")
    return len(rest) >= len(mark) and rest == mark[0] * len(rest)


def is_thematic_break(line: str, at: int) -> bool:
    """Whether there is a thematic break at `at`."""
    return _RULE.match(line, at) is not None


def setext_level(line: str, at: int) -> int:
    """The level of heading that `line` makes of the paragraph above it; 0 for none."""
    match = _SETEXT.match(line, at)
    if match is None:
        return 0
    return 1 if match[1][0] == "=" else 2


def heading_end(line: str, at: int) -> int:
    """Where the text of a heading that begins at `at` ends."""
    content = line.rstrip(" \t")
    bare = content.rstrip("#")
    is_closed = at <= len(bare) < len(content) and bare.endswith((" ", "\t"))
    return max(at, len(bare.rstrip(" \t") if is_closed else content))


def parse_list_marker(line: str, at: int) -> ListMarker | None:
    """The marker of the list item at `at`, or None."""
    match = _ITEM.match(line, at)
    if match is None:
        return None
    if match[1]:
        return ListMarker(match[1], None, 1)
    return ListMarker(match[3], int(match[2]), match.end() - at)


def cell_ranges(line: str) -> list[tuple[int, int]]:
    """Ranges of the cells of a table row, without surrounding white space."""
    ranges: list[tuple[int, int]] = []
    at, end = 0, len(line)
    while at < end and line[at] in " \t":
        at += 1
    while end > at and line[end - 1] in " \t":
        end -= 1
    if at < end and line[at] == "|":
        at += 1
    while at < end:
        match = _CELL.match(line, at, end)
        stop = match.end() if match else at
        begin = at
        while begin < stop and line[begin] in " \t":
            begin += 1
        last = stop
        while last > begin and line[last - 1] in " \t":
            last -= 1
        ranges.append((begin, last))
        at = stop + 1
    return ranges


def column_alignments(line: str) -> str:
    """One letter per column if `line` is the delimiter row of a table, else ""."""
    if "-" not in line or not _DELIMITERS.match(line.strip(" \t")):
        return ""
    letters = []
    for begin, end in cell_ranges(line):
        left, right = line[begin] == ":", line[end - 1] == ":"
        letters.append("c" if left and right else "l" if left else "r" if right else "-")
    return "".join(letters)
