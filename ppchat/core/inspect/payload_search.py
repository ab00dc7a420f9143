"""Finds words in the payload of events: anywhere, or at a place in their JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.inspect.event_rows import EventPredicate
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.sse import parse_fields, plain_data
from ppchat.core.text.wildcard import wildcard_match

_STEP: Final = re.compile(r"\.?(\*|[^.\[\]]+)|\[(\d+|\*)\]")


def payload_contains(word: str) -> EventPredicate:
    """A predicate: the payload contains a word, as it was sent or in a text of its JSON."""
    wanted = word.lower()
    encoded = wanted.encode(errors="replace")

    def keep(recording: Recording, n: int) -> bool:
        raw = recording.raw(n)
        data = plain_data(raw)
        if data is None:
            text = parse_fields(raw).data
            data = raw if text is None else text.encode(errors="replace")
        if encoded in data.lower():
            return True
        if b"\\" not in data and data.isascii():
            return False  # what was sent is what it means
        return any(wanted in text.lower() for text in _texts(recording.event(n).data))

    return keep


def _texts(value: Any) -> Iterator[str]:
    """All texts of a JSON value, its names included."""
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def parse_path(source: str) -> tuple[str, ...] | None:
    """The steps of a path such as `$.response.output[0].type`; None if it is malformed."""
    at, steps = int(source.startswith("$")), []
    while at < len(source):
        match = _STEP.match(source, at)
        if match is None:
            return None
        steps.append(match[1] or match[2])
        at = match.end()
    return tuple(steps)


def path_matches(path: tuple[str, ...], pattern: str) -> EventPredicate:
    """A predicate: a value at a path contains a text, or matches a pattern with `*`."""
    matches = wildcard_match(pattern.lower() if "*" in pattern else f"*{pattern.lower()}*")

    def keep(recording: Recording, n: int) -> bool:
        values = values_at_event(recording, n, path)
        return any(matches(_as_text(value).lower()) for value in values)

    return keep


def _is_index(step: str) -> bool:
    return step.isdecimal() or step == "*"


def values_at_event(recording: Recording, n: int, path: tuple[str, ...]) -> Iterator[Any]:
    """The values at a path in the payload of event `n`."""
    raw = recording.raw(n)
    names = (f'"{step}"'.encode(errors="replace") for step in path if not _is_index(step))
    if b"\\" not in raw and not all(name in raw for name in names):
        return iter(())  # not parsed: a name of the path is missing
    return values_at(recording.event(n).data, path)


def values_at(data: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The values at a path; a step `*` stands for every member."""
    if not path:
        yield data
        return
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        members = list(data.values()) if step == "*" else [data[step]] if step in data else []
    elif isinstance(data, list):
        is_index = step.isdecimal() and len(step) < 10 and int(step) < len(data)
        members = data if step == "*" else [data[int(step)]] if is_index else []
    else:
        members = []
    for member in members:
        yield from values_at(member, rest)


def _as_text(value: Any) -> str:
    """A value as JSON writes it, a text without its quotes."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, int | float) else " ".join(_texts(value))
