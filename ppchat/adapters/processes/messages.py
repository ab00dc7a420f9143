"""The messages between the app and its reader process, as bytes.

A message is its payload's size, its kind and the number of the stream it is about (`_HEAD`),
then the payload: packed for frames, of which there are many, JSON for everything else.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import asdict, dataclass
from struct import Struct
from typing import Any, Final

from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)
from ppchat.core.stream.sse import Frame


@dataclass(frozen=True, slots=True)
class Ask:
    """Begin a stream."""

    request: Request
    key: Secret | None


@dataclass(frozen=True, slots=True)
class Stop:
    """End a stream, whose last signal then says that it was stopped."""


Message = Ask | Stop | Signal

_HEAD: Final = Struct("=IBI")
_COUNT: Final = Struct("=I")
_ASK, _STOP, _STARTED, _OPENED, _ARRIVED, _ENDED = range(1, 7)


def encoded(stream: int, message: Message) -> bytes:
    """A message about stream number `stream`. Holds the key where it begins a stream."""
    match message:
        case Arrived(frames):
            return _packed(_ARRIVED, stream, _frames_payload(frames))
        case Started(at_ns):
            return _packed(_STARTED, stream, _json(at_ns))
        case Opened():
            headers = dict(message.headers)
            return _packed(_OPENED, stream, _json([message.at_ns, message.status, headers]))
        case Ended():
            problem = asdict(message.problem) if message.problem else None
            return _packed(_ENDED, stream, _json([message.at_ns, message.end.value, problem]))
        case Ask(request, key):
            asked = [dict(request.body), request.base_url, request.resume]
            return _packed(_ASK, stream, _json([*asked, key.reveal() if key else None]))
        case Stop():
            return _packed(_STOP, stream, b"")


def _packed(kind: int, stream: int, payload: bytes) -> bytes:
    return _HEAD.pack(len(payload), kind, stream) + payload


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _frames_payload(frames: tuple[Frame, ...]) -> bytes:
    stamps = array("q", [frame.at_ns for frame in frames])
    sizes = array("I", [len(frame.raw) for frame in frames])
    raws = [frame.raw for frame in frames]
    return b"".join((_COUNT.pack(len(frames)), stamps.tobytes(), sizes.tobytes(), *raws))


class Decoder:
    """Bytes → messages, whatever the chunks."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[tuple[int, Message]]:
        """The messages that `chunk` completes, each with the number of its stream."""
        pending = self._pending
        pending += chunk
        messages: list[tuple[int, Message]] = []
        at = 0
        while len(pending) - at >= _HEAD.size:
            size, kind, stream = _HEAD.unpack_from(pending, at)
            start = at + _HEAD.size
            if len(pending) < start + size:
                break
            at = start + size
            messages.append((stream, _decoded(kind, bytes(pending[start:at]))))
        del pending[:at]
        return messages


def _decoded(kind: int, payload: bytes) -> Message:
    if kind == _ARRIVED:
        return Arrived(_frames(payload))
    if kind == _STOP:
        return Stop()
    value = json.loads(payload)
    if kind == _STARTED:
        return Started(value)
    if kind == _OPENED:
        return Opened(*value)
    if kind == _ENDED:
        at_ns, end, problem = value
        return Ended(at_ns, End(end), Problem(**problem) if problem else None)
    body, base_url, resume, key = value
    request = Request(body, base_url, (resume[0], resume[1]) if resume else None)
    return Ask(request, None if key is None else Secret(key))


def _frames(payload: bytes) -> tuple[Frame, ...]:
    (count,) = _COUNT.unpack_from(payload)
    stamps, sizes = array("q"), array("I")
    at = _COUNT.size
    for column in (stamps, sizes):
        end = at + count * column.itemsize
        column.frombytes(payload[at:end])
        at = end
    frames = []
    for at_ns, size in zip(stamps, sizes, strict=True):
        frames.append(Frame(payload[at : at + size], at_ns))
        at += size
    return tuple(frames)
