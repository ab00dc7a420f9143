"""JSON as readable lines: indented, foldable, huge values shortened to their size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from typing import Any, Final, Literal, NamedTuple

from ppchat.core.text.display import format_length, pluralize

LONG_STRING: Final = 400
"""Characters above which a string is shortened."""
_PREVIEW: Final = 48
MAX_ENTRIES: Final = 100
"""Entries of a list or object that are shown; the rest are only counted."""
MAX_STRING: Final = 20_000
"""Characters of a string that are shown at most."""
MAX_LINES: Final = 2_000
"""Lines of a document that are shown at most."""
_MAX_DEPTH: Final = 40

JsonPath = tuple[str | int, ...]
"""The steps from the whole document to one of its values."""
TokenKind = Literal["key", "string", "number", "word", "mark", "note"]
"""What a token is; a `note` is added here, not part of the document."""


class JsonToken(NamedTuple):
    """Text of one kind; foreign and raw, except that strings are quoted."""

    kind: TokenKind
    text: str


class JsonLine(NamedTuple):
    """One line of a document."""

    depth: int
    path: JsonPath
    tokens: tuple[JsonToken, ...]
    foldable: bool = False
    """Whether it can be folded or expanded: a list, an object, a long string."""


def json_pointer(path: JsonPath) -> str:
    """The place of a value as RFC 6901 writes it: "/forecast/0/high"; empty for the document."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def tree_lines(data: Any, toggled: Set[JsonPath] = frozenset()) -> list[JsonLine]:
    """The lines of a JSON value.

    `toggled` holds the paths that differ from the default: folded lists and objects, long strings
    expanded up to `MAX_STRING`.
    """
    document: list[JsonLine] = []
    for line in _value(data, (), (), "", toggled):
        if len(document) == MAX_LINES:
            document.append(JsonLine(0, (), (JsonToken("note", "… more lines not shown"),)))
            break
        document.append(line)
    return document


def _value(
    value: Any, path: JsonPath, prefix: tuple[JsonToken, ...], suffix: str, toggled: Set[JsonPath]
) -> Iterator[JsonLine]:
    depth = len(path)
    if isinstance(value, Mapping | list):
        yield from _container(value, path, prefix, suffix, toggled)
        return
    end = (JsonToken("mark", suffix),) if suffix else ()
    if isinstance(value, str):
        long = len(value) > LONG_STRING
        if long and path not in toggled:
            quoted = json.dumps(value[:_PREVIEW], ensure_ascii=False)[:-1] + "…"
            note = JsonToken("note", f"  {format_length(len(value))}")
            yield JsonLine(
                depth, path, (*prefix, JsonToken("string", quoted), *end, note), foldable=True
            )
        else:
            quoted = json.dumps(value[:MAX_STRING], ensure_ascii=False)
            if len(value) > MAX_STRING:
                end = (*end, JsonToken("note", f"  {format_length(len(value) - MAX_STRING)} more"))
            yield JsonLine(depth, path, (*prefix, JsonToken("string", quoted), *end), foldable=long)
        return
    if value is None or isinstance(value, bool):
        yield JsonLine(depth, path, (*prefix, JsonToken("word", json.dumps(value)), *end))
        return
    yield JsonLine(depth, path, (*prefix, JsonToken("number", str(value)[:200]), *end))


def _container(
    value: Mapping[str, Any] | list[Any],
    path: JsonPath,
    prefix: tuple[JsonToken, ...],
    suffix: str,
    toggled: Set[JsonPath],
) -> Iterator[JsonLine]:
    depth = len(path)
    opens, closes = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    if not value:
        yield JsonLine(depth, path, (*prefix, JsonToken("mark", f"{opens}{closes}{suffix}")))
        return
    if (path in toggled) or depth >= _MAX_DEPTH:
        noun = "field" if opens == "{" else "item"
        tokens = (
            *prefix,
            JsonToken("mark", f"{opens}…{closes}{suffix}"),
            JsonToken("note", f"  {pluralize(len(value), noun)}"),
        )
        yield JsonLine(depth, path, tokens, foldable=depth < _MAX_DEPTH)
        return
    yield JsonLine(depth, path, (*prefix, JsonToken("mark", opens)), foldable=True)
    last = len(value) - 1
    entries: Iterator[tuple[str | int, Any]] = iter(
        value.items() if isinstance(value, Mapping) else enumerate(value)
    )
    for index, (key, child) in enumerate(entries):
        if index == MAX_ENTRIES:
            rest = f"… {len(value) - MAX_ENTRIES:,} more"
            yield JsonLine(depth + 1, (*path, "…"), (JsonToken("note", rest),))
            break
        name: tuple[JsonToken, ...] = ()
        if isinstance(key, str):
            name = (
                JsonToken("key", json.dumps(key[:LONG_STRING], ensure_ascii=False)),
                JsonToken("mark", ": "),
            )
        yield from _value(child, (*path, key), name, "," if index < last else "", toggled)
    yield JsonLine(depth, path, (JsonToken("mark", f"{closes}{suffix}"),))
