"""JSON as lines to read: indented, foldable, with what is huge shortened to its size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from typing import Any, Final, Literal, NamedTuple

LONG: Final = 400
"""Characters of a string above which it is shortened."""
_HEAD: Final = 48
MANY: Final = 100
"""Entries of a list or object above which the rest is only counted."""
WHOLE: Final = 20_000
"""Characters of a string that are ever shown."""
LINES: Final = 2_000
"""Lines in all; what comes beyond is only told."""
_DEEP: Final = 40

Path = tuple[str | int, ...]
Kind = Literal["key", "string", "number", "word", "mark", "note"]
"""What a piece of a line is; `note` is ours, not the document's."""


class Piece(NamedTuple):
    """Some text of one kind; foreign, raw but for strings, which are quoted."""

    kind: Kind
    text: str


class Line(NamedTuple):
    """One line of a document."""

    depth: int
    path: Path
    pieces: tuple[Piece, ...]
    foldable: bool = False
    """Whether there is more or less of it to be had: a list, an object, a long string."""


def lines(data: Any, toggled: Set[Path] = frozenset()) -> list[Line]:
    """The lines of a JSON value.

    `toggled` holds the paths that are not as they begin: lists and objects folded, long strings
    given whole, as far as `WHOLE`.
    """
    found: list[Line] = []
    for line in _value(data, (), (), "", toggled):
        if len(found) == LINES:
            found.append(Line(0, (), (Piece("note", "… more than is shown"),)))
            break
        found.append(line)
    return found


def _value(
    value: Any, path: Path, head: tuple[Piece, ...], tail: str, toggled: Set[Path]
) -> Iterator[Line]:
    depth = len(path)
    if isinstance(value, Mapping | list):
        yield from _container(value, path, head, tail, toggled)
        return
    end = (Piece("mark", tail),) if tail else ()
    if isinstance(value, str):
        long = len(value) > LONG
        if long and path not in toggled:
            quoted = json.dumps(value[:_HEAD], ensure_ascii=False)[:-1] + "…"
            note = Piece("note", f"  {size_text(len(value))}")
            yield Line(depth, path, (*head, Piece("string", quoted), *end, note), foldable=True)
        else:
            quoted = json.dumps(value[:WHOLE], ensure_ascii=False)
            if len(value) > WHOLE:
                end = (*end, Piece("note", f"  {size_text(len(value) - WHOLE)} more"))
            yield Line(depth, path, (*head, Piece("string", quoted), *end), foldable=long)
        return
    if value is None or isinstance(value, bool):
        yield Line(depth, path, (*head, Piece("word", json.dumps(value)), *end))
        return
    yield Line(depth, path, (*head, Piece("number", str(value)[:200]), *end))


def _container(
    value: Mapping[str, Any] | list[Any],
    path: Path,
    head: tuple[Piece, ...],
    tail: str,
    toggled: Set[Path],
) -> Iterator[Line]:
    depth = len(path)
    opens, closes = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    if not value:
        yield Line(depth, path, (*head, Piece("mark", f"{opens}{closes}{tail}")))
        return
    if (path in toggled) or depth >= _DEEP:
        noun = ("field" if len(value) == 1 else "fields") if opens == "{" else "in all"
        pieces = (
            *head,
            Piece("mark", f"{opens}…{closes}{tail}"),
            Piece("note", f"  {len(value):,} {noun}"),
        )
        yield Line(depth, path, pieces, foldable=depth < _DEEP)
        return
    yield Line(depth, path, (*head, Piece("mark", opens)), foldable=True)
    last = len(value) - 1
    entries: Iterator[tuple[str | int, Any]] = iter(
        value.items() if isinstance(value, Mapping) else enumerate(value)
    )
    for place, (key, child) in enumerate(entries):
        if place == MANY:
            rest = f"… {len(value) - MANY:,} more"
            yield Line(depth + 1, (*path, "…"), (Piece("note", rest),))
            break
        name: tuple[Piece, ...] = ()
        if isinstance(key, str):
            name = (Piece("key", json.dumps(key[:LONG], ensure_ascii=False)), Piece("mark", ": "))
        yield from _value(child, (*path, key), name, "," if place < last else "", toggled)
    yield Line(depth, path, (Piece("mark", f"{closes}{tail}"),))


def size_text(characters: int) -> str:
    """How long a text is: "412 characters", "1.2 M characters"."""
    if characters >= 1_000_000:
        return f"{characters / 1_000_000:.1f} M characters"
    if characters >= 10_000:
        return f"{characters / 1000:.0f} k characters"
    return f"{characters:,} characters"
