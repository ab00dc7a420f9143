"""The messages between the app and its reader process, as bytes.

A message is a header (`_HEADER`: payload size, kind, stream number) and a payload: packed for
frames, of which there are many, JSON for everything else.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from secrets import token_hex
from struct import Struct
from typing import Any, Final

from ppchat.core.dialects.attachments import DataUrl
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
class AskMessage:
    """Start a stream."""

    request: Request
    key: Secret | None
    headers: Mapping[str, Secret] = field(default_factory=dict)
    """What the request carries besides."""


@dataclass(frozen=True, slots=True)
class StopMessage:
    """Stop a stream; its last signal then has `End.STOPPED`."""


@dataclass(frozen=True, slots=True)
class PlainMessage:
    """A request to a model that asked for no stream passed through; it is not recorded."""


Message = AskMessage | StopMessage | PlainMessage | Signal

_HEADER: Final = Struct("=IBI")
_COUNT: Final = Struct("=I")
_ASK, _STOP, _STARTED, _OPENED, _ARRIVED, _ENDED, _PLAIN = range(1, 8)


def encode_message(stream: int, message: Message) -> bytes:
    """Encode a message about stream number `stream`; one that starts a stream contains the key."""
    match message:
        case Arrived(frames):
            return _pack(_ARRIVED, stream, _pack_frames(frames))
        case Started(at_ns):
            return _pack(_STARTED, stream, _to_json(at_ns))
        case Opened():
            headers = dict(message.headers)
            return _pack(_OPENED, stream, _to_json([message.at_ns, message.status, headers]))
        case Ended():
            problem = asdict(message.problem) if message.problem else None
            return _pack(_ENDED, stream, _to_json([message.at_ns, message.end.value, problem]))
        case AskMessage(request, key, secrets):
            body, urls = _cut_urls(request.body)
            fields = {
                "body": body,
                "base_url": request.base_url,
                "resume": request.resume,
                "method": request.method,
                "path": request.path,
                "key": key.reveal() if key else None,
                "headers": {name: value.reveal() for name, value in secrets.items()},
            }
            return _pack(_ASK, stream, _paste_urls(_to_json(fields), urls))
        case StopMessage():
            return _pack(_STOP, stream, b"")
        case PlainMessage():
            return _pack(_PLAIN, stream, b"")


def _pack(kind: int, stream: int, payload: bytes) -> bytes:
    return _HEADER.pack(len(payload), kind, stream) + payload


def _to_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _cut_urls(body: Mapping[str, Any]) -> tuple[Any, dict[str, DataUrl]]:
    """The body with a token in place of each data URL: escaping those would stop the app."""
    urls: dict[str, DataUrl] = {}

    def copy(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: copy(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [copy(entry) for entry in value]
        if isinstance(value, DataUrl):
            token = token_hex()
            urls[token] = value
            return token
        return value

    return copy(dict(body)), urls


def _paste_urls(text: bytes, urls: Mapping[str, DataUrl]) -> bytes:
    pieces: list[bytes] = []
    for token, url in urls.items():  # in the order in which they were cut
        before, _, text = text.partition(token.encode())
        pieces += [before, url.encode()]
    return b"".join((*pieces, text))


def _pack_frames(frames: tuple[Frame, ...]) -> bytes:
    stamps = array("q", [frame.at_ns for frame in frames])
    sizes = array("I", [len(frame.raw) for frame in frames])
    raws = [frame.raw for frame in frames]
    return b"".join((_COUNT.pack(len(frames)), stamps.tobytes(), sizes.tobytes(), *raws))


class MessageDecoder:
    """Bytes → messages, however they are chunked."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[tuple[int, Message]]:
        """The messages that `chunk` completes, each with the number of its stream."""
        pending = self._pending
        pending += chunk
        messages: list[tuple[int, Message]] = []
        end = 0
        while len(pending) - end >= _HEADER.size:
            size, kind, stream = _HEADER.unpack_from(pending, end)
            start = end + _HEADER.size
            if len(pending) < start + size:
                break
            end = start + size
            messages.append((stream, _decode(kind, bytes(pending[start:end]))))
        del pending[:end]
        return messages


def _decode(kind: int, payload: bytes) -> Message:
    if kind == _ARRIVED:
        return Arrived(_unpack_frames(payload))
    if kind == _STOP:
        return StopMessage()
    if kind == _PLAIN:
        return PlainMessage()
    value = json.loads(payload)
    if kind == _STARTED:
        return Started(value)
    if kind == _OPENED:
        return Opened(*value)
    if kind == _ENDED:
        at_ns, end, problem = value
        return Ended(at_ns, End(end), Problem(**problem) if problem else None)
    key, resume = value.pop("key"), value.pop("resume")
    headers = {name: Secret(text) for name, text in value.pop("headers").items()}
    request = Request(**value, resume=(resume[0], resume[1]) if resume else None)
    return AskMessage(request, None if key is None else Secret(key), headers)


def _unpack_frames(payload: bytes) -> tuple[Frame, ...]:
    (count,) = _COUNT.unpack_from(payload)
    stamps, sizes = array("q"), array("I")
    start = _COUNT.size
    for column in (stamps, sizes):
        end = start + count * column.itemsize
        column.frombytes(payload[start:end])
        start = end
    frames = []
    for at_ns, size in zip(stamps, sizes, strict=True):
        frames.append(Frame(payload[start : start + size], at_ns))
        start += size
    return tuple(frames)
