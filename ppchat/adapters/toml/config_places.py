"""Where in a config file each key of each table stands, to say so of what is wrong there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

Place = tuple[str, ...]


def config_places(text: str) -> Mapping[Place, int]:
    """The number of the line that first mentions each table and key, by its whole path."""
    lines: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            table = _path(line) or table
            place = table
        else:
            key, equals, _ = line.partition("=")
            place = (*table, *_path(f"{key}=0")) if equals else ()
        for length in range(1, len(place) + 1):
            lines.setdefault(place[:length], number)
    return lines


def _path(line: str) -> Place:
    """The keys that a line of a table or of a value names."""
    try:
        value = tomllib.loads(line)
    except (ValueError, RecursionError):
        return ()  # within a text or a list of several lines
    path = []
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        path.append(key)
        value = value[0] if isinstance(value, list) and value else value
    return tuple(path)
