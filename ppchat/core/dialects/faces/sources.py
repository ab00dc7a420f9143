"""The sources of a text: each once, with the places of the text that cite it."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.response.response import ContentPart

Mark = tuple[int, int]
"""The offset in a text behind which a source is cited, and the number of the source."""


class Sources(NamedTuple):
    """The sources of a text."""

    lines: tuple[str, ...]
    """Each in one line; their numbers begin with 1. Foreign, raw."""
    marks: tuple[Mark, ...]
    """Where they are cited, in the order of the text; none beyond its end."""

    @property
    def text(self) -> str:
        """The numbered lines."""
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.lines, 1))


NO_SOURCES: Final = Sources((), ())


def part_sources(part: ContentPart, dialect: Dialect) -> Sources:
    """The sources that the annotations of a part name."""
    numbers: dict[str, int] = {}
    marks: set[Mark] = set()
    for annotation in part.annotations:
        line = dialect.describe_source(annotation)
        if not line:
            continue
        number = numbers.setdefault(line, len(numbers) + 1)
        offset = dialect.cited_end(annotation)
        if offset is not None and 0 < offset <= len(part.text):
            marks.add((offset, number))
    return Sources(tuple(numbers), tuple(sorted(marks)))
