"""Frames → events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.responses.event_types import COMMENT, DAMAGED, DONE, delta
from ppchat.core.stream.sse import Frame, fields, is_whole, plain_data

_DEPTH_LIMIT: Final = 500
"""Levels of nesting that are read; deeper data would exhaust the stack of whoever walks it."""

_decode: Final = json.JSONDecoder().raw_decode
"""`json.loads` without the white space around a value, for which it searches twice."""


class Event(NamedTuple):
    """A frame understood."""

    n: int
    """Its place in the recording, from 0."""
    at_ns: int
    type: str
    data: Mapping[str, Any]
    """The JSON object it carried; empty when there was none."""
    fault: str = ""
    """What was wrong with the frame; empty for a sound one."""

    @property
    def delta(self) -> str:
        """The text this event adds to a part; empty where it adds none."""
        return delta(self.type, self.data)


def event(n: int, frame: Frame) -> Event:
    """Frame number `n` understood. Never raises: what is wrong is told in `fault`."""
    raw, at_ns = frame
    plain = plain_data(raw)
    if plain is not None:
        try:
            text = plain.decode()
            data, end = _decode(text)
            kind = data["type"]
            shallow = end <= _DEPTH_LIMIT or not _deep(plain, data)
            if end == len(text) and type(kind) is str and kind and shallow:
                return Event(n, at_ns, kind, data)
        except (ValueError, RecursionError, TypeError, KeyError, IndexError):
            pass
    return _careful(n, raw, at_ns)


def _careful(n: int, raw: bytes, at_ns: int) -> Event:
    found = fields(raw)
    faults: list[str] = []
    if found.refused:
        faults.append(f"a frame of {found.refused:,} bytes; what is over the limit was refused")
    if found.bad_utf8:
        faults.append("not UTF-8")
    if found.data is None:
        if not is_whole(raw) and raw.strip(b"\r\n"):
            faults.append("cut off before its blank line")
        if found.event:
            faults.append("an event without data")
        elif found.comments or not faults:
            return Event(n, at_ns, COMMENT, {}, "; ".join(faults))
        return Event(n, at_ns, found.event or DAMAGED, {}, "; ".join(faults))
    if found.data.strip() == DONE:
        return Event(n, at_ns, DONE, {}, "; ".join(faults))
    data: Any = None
    try:
        data = json.loads(found.data)
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            reason = f"{error.msg.removesuffix(' at')} at character {error.pos}"
        else:
            reason = "a number out of range"
        if not found.refused:  # what is missing of it is told already
            faults.append(f"not JSON: {reason}")
    except RecursionError:
        faults.append("not readable: nested too deep")
    else:
        if not isinstance(data, dict):
            faults.append(f"not an object but {_JSON_NAME.get(type(data), 'something else')}")
        elif _deep(found.data.encode(errors="replace"), data):
            faults.append(f"not readable: nested deeper than {_DEPTH_LIMIT} levels")
            data = {"type": data.get("type")}
    known: dict[str, Any] = data if isinstance(data, dict) else {}
    kind = known.get("type")
    if not isinstance(kind, str) or not kind:
        if known:
            faults.append("no type in its data")
        kind = found.event or DAMAGED
    if not is_whole(raw):
        faults.append("cut off before its blank line")
    return Event(n, at_ns, kind, known, "; ".join(faults))


_JSON_NAME: Final = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
}


def _deep(source: bytes, data: Any) -> bool:
    """Whether the JSON of `source` is nested deeper than the limit."""
    if source.count(b"{") + source.count(b"[") <= _DEPTH_LIMIT:
        return False
    level = [data]
    for _ in range(_DEPTH_LIMIT):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
