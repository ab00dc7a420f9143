"""Frames → events."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Mapping
from typing import Any, Final, NamedTuple, Protocol

from ppchat.core.stream.sse import Frame, is_complete, parse_fields, plain_data
from ppchat.core.text.json_text import NestingError, exceeds_depth, parse_json

COMMENT: Final = ":comment"
"""The type of a frame with comments only, which servers send as keepalives."""
DONE: Final = "[DONE]"
"""The type of the sentinel that ends every stream of some servers."""
UNTYPED: Final = "?"
"""The type of a frame that names none."""

NO_TYPE: Final = "no `type` in the data"
"""The fault of a frame with an object that names no type."""
TWO_TEXTS: Final = "two JSON texts in one frame"
"""The beginning of the fault of a frame in which another was written."""
_SECOND_START: Final = re.compile(r'(?:\n|data:) ?(?=\{)|(?=\{"type": ?"error")')
"""Where a second JSON text may begin in the data of a frame: on a line of its own, or written
into the first, with its field name or as an error."""
_SECOND_TEXTS: Final = 4

OVERSIZE: Final = "exceeds the limit and was truncated"
"""In the fault of a frame that was too large to be read whole: the limit is this program's."""
_TYPE_IN_HEAD: Final = re.compile(
    r"""\{\s*(?:"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[-\d.]+|null)\s*,\s*)*"type"\s*:\s*"([^"\\]*)\""""
)
"""The type at the beginning of data that is not whole, after fields of a simple value."""

_decode: Final = json.JSONDecoder().raw_decode
"""`json.loads` without its two searches for surrounding white space."""


class Event(NamedTuple):
    """A parsed frame."""

    n: int
    """Its index in the recording, from 0."""
    at_ns: int
    type: str
    data: Mapping[str, Any]
    """The JSON object it carries; empty if there is none."""
    fault: str = ""
    """What is wrong with the frame; empty for a valid one."""
    delta: str = ""
    """The text it adds to a content part; empty if it adds none."""


class EventVocabulary(Protocol):
    """How a dialect reads the data of an event."""

    @property
    def type_of(self) -> Callable[[Mapping[str, Any]], str]:
        """The type of an event with this data; empty if it names none."""

    @property
    def delta_text(self) -> Callable[[str, Mapping[str, Any]], str]:
        """The text that an event of a type with this data adds to a part."""

    @property
    def read_common(self) -> Callable[[bytes], tuple[str, Mapping[str, Any], str] | None] | None:
        """The type, the data and the delta of a frame, if it is one of the commonest."""

    @property
    def terminal_types(self) -> Container[str]:
        """The types that end a stream."""


def parse_event(n: int, frame: Frame, dialect: EventVocabulary) -> Event:
    """Parse frame number `n`. Never raises: `fault` says what is wrong."""
    raw, at_ns = frame
    read_common = dialect.read_common
    if read_common is not None and (common := read_common(raw)) is not None:
        kind, data, delta = common
        return Event(n, at_ns, kind, data, "", delta)
    plain = plain_data(raw)
    if plain is not None:
        try:
            text = plain.decode()
            data, end = _decode(text)
            if end == len(text) and type(data) is dict:
                kind = dialect.type_of(data)
                if kind and not exceeds_depth(text, data):
                    return Event(n, at_ns, kind, data, "", dialect.delta_text(kind, data))
        except (ValueError, RecursionError, IndexError):
            pass
    return _parse_carefully(n, raw, at_ns, dialect)


def retyped_event(event: Event, dialect: EventVocabulary) -> Event:
    """The event as another dialect reads its data; without data it stays as it is."""
    kind = dialect.type_of(event.data)
    if not kind:
        return event
    fault = "; ".join(part for part in event.fault.split("; ") if part not in ("", NO_TYPE))
    return event._replace(type=kind, fault=fault, delta=dialect.delta_text(kind, event.data))


def _parse_carefully(n: int, raw: bytes, at_ns: int, dialect: EventVocabulary) -> Event:
    content = parse_fields(raw)
    faults: list[str] = []
    if content.oversize_bytes:
        faults.append(f"frame of {content.oversize_bytes:,} bytes {OVERSIZE}")
    if content.bad_utf8:
        faults.append("not UTF-8")
    text = content.data
    if text is None and content.error.startswith("{"):
        text = f'{{"error":{content.error}}}'
    if text is None:
        if not is_complete(raw) and raw.strip(b"\r\n"):
            faults.append("cut off before its blank line")
        if content.event:
            faults.append("event without data")
        elif content.comments or not faults:
            return Event(n, at_ns, COMMENT, {}, "; ".join(faults))
        return Event(n, at_ns, _unread_type(content.event, dialect), {}, "; ".join(faults))
    if text.strip() == DONE:
        return Event(n, at_ns, DONE, {}, "; ".join(faults))
    data: Any = None
    over_limit = content.oversize_bytes > 0
    try:
        data = parse_json(text)
    except NestingError as error:
        over_limit = True
        faults.append(f"not readable: {error}")
    except ValueError as error:
        if not over_limit:  # the truncation is reported already
            data, fault = _second_text(text, error)
            faults.append(fault)
    else:
        if not isinstance(data, dict):
            faults.append(f"expected an object, got {_JSON_NAME.get(type(data), 'something else')}")
    payload: dict[str, Any] = data if isinstance(data, dict) else {}
    if over_limit and not payload:
        # Not judged: the limit is ours, not the server's.
        head = _TYPE_IN_HEAD.match(text)
        if name := head[1] if head else content.event:
            payload = {"type": name}
    kind = dialect.type_of(payload)
    if not kind and payload:
        faults.append(NO_TYPE)
        kind = content.event or UNTYPED
    elif not kind:
        is_read = isinstance(data, dict)
        kind = (content.event or UNTYPED) if is_read else _unread_type(content.event, dialect)
    if not is_complete(raw):
        faults.append("cut off before its blank line")
    delta = dialect.delta_text(kind, payload)
    return Event(n, at_ns, kind, payload, "; ".join(faults), delta)


def _unread_type(event_line: str, dialect: EventVocabulary) -> str:
    """The type of a frame whose data cannot be read: it ends no stream, whatever its name."""
    return UNTYPED if event_line in dialect.terminal_types else event_line or UNTYPED


def _second_text(text: str, error: ValueError) -> tuple[dict[str, Any] | None, str]:
    """The error that follows another JSON text in one frame, if any, and what is wrong."""
    if not isinstance(error, json.JSONDecodeError):
        return None, "not JSON: number out of range"
    starts = [match.end() for match in _SECOND_START.finditer(text)][-_SECOND_TEXTS:]
    if error.msg == "Extra data":
        starts.insert(0, error.pos)
    for start in starts:
        try:
            second = parse_json(text[start:])
        except ValueError:
            continue
        if isinstance(second, dict):
            state = "complete" if error.msg == "Extra data" else "cut off"
            fault = f"{TWO_TEXTS}, the first {state}"
            is_error = second.get("type") == "error" or isinstance(second.get("error"), dict)
            return (second, f"{fault}, the second an error") if is_error else (None, fault)
    return None, f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos}"


_JSON_NAME: Final = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
}
