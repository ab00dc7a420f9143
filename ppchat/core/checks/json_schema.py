"""Where an answer differs from its JSON schema: the values that a check of it yields."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ppchat.core.markdown.json_document import JsonDocument
from ppchat.core.stream.error_body import clean_line
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_tree import JsonPath, json_pointer

_POINTER_BYTES: Final = 300
_TOKEN: Final = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|[{}\[\],:]|[^\s{}\[\],:\"]+", re.DOTALL)


class Violation(NamedTuple):
    """One value that the schema does not allow."""

    pointer: str
    """The value's place as a JSON pointer: "/forecast/0/high"; empty for the whole answer."""
    message: str
    """What is wrong with it, in one line; foreign, raw."""
    line: int
    """The line of the answer as it is laid out, from 1."""
    offset: int
    """Where the value begins in the answer's text."""

    @property
    def sentence(self) -> str:
        """The violation with its place; foreign, raw."""
        place = clean_line(self.pointer, _POINTER_BYTES) or "the whole answer"
        return f"line {self.line}, {place}: {self.message}"


class SchemaCheck(NamedTuple):
    """What the check of an answer against its schema yields."""

    violations: tuple[Violation, ...] = ()
    """In the order of the text."""
    omitted: int = 0
    """How many more violations there are."""
    problem: str = ""
    """Why the answer could not be checked, in one line; foreign, raw; empty if it was."""

    def sentences(self) -> Iterator[str]:
        """The result, one line per violation; nothing if the answer follows its schema."""
        if self.problem:
            yield f"not checked against the schema: {self.problem}"
        for violation in self.violations:
            yield violation.sentence
        if self.omitted:
            yield f"and {pluralize(self.omitted, 'more violation')}"


def locate_violations(
    text: str, violations: Iterable[tuple[JsonPath, str]]
) -> tuple[Violation, ...]:
    """Violations by their paths, with their places in the answer's text, in its order."""
    listed = list(violations)
    offsets = _value_offsets(text, frozenset(path for path, _ in listed))
    lines = _line_starts(text) if listed else ()
    located = []
    for path, message in listed:
        offset = offsets.get(path, 0)
        line = max(1, bisect_right(lines, offset))
        located.append(Violation(json_pointer(path), message, line, offset))
    return tuple(sorted(located, key=lambda violation: violation.offset))


def not_json(text: str, message: str, offset: int) -> Violation:
    """The violation of an answer that is no JSON from `offset` on."""
    if not text.strip():
        return Violation("", "is empty", 1, 0)
    if text.lstrip().startswith("```"):
        message = "stands in a Markdown fence"
    return Violation("", f"not JSON: {message}", text.count("\n", 0, offset) + 1, offset)


def _value_offsets(text: str, paths: frozenset[JsonPath]) -> dict[JsonPath, int]:
    """Where the values at these paths begin in a JSON text."""
    offsets: dict[JsonPath, int] = {}
    path: list[str | int] = []
    is_key = False
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in "]}":
            path.pop()
            is_key = False
        elif piece == ",":
            step = path[-1]
            is_key = isinstance(step, str)
            path[-1] = step + 1 if isinstance(step, int) else step
        elif piece == ":":
            is_key = False
        elif is_key:
            path[-1] = json.loads(piece)
        else:
            place = tuple(path)
            if place in paths:
                offsets[place] = match.start()
            if piece in "[{":
                is_key = piece == "{"
                path.append("" if is_key else 0)
    return offsets


def _line_starts(text: str) -> Sequence[int]:
    """Where each line begins, as the answer is laid out on the screen."""
    document = JsonDocument(lambda start, stop: text[start:stop])
    document.extend(len(text))
    leaves = [*document.leaves, *document.tail(growing=False)]
    return [start for leaf in leaves for start, _ in leaf.lines]
