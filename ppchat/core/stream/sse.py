"""Bytes → frames, by the rules of the WHATWG event-stream format, whatever the chunks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

FRAME_LIMIT: Final = 16 * 1024 * 1024
"""Bytes of one frame; what a larger one has beyond `_KEPT` is refused."""

_KEPT: Final = 64 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_REFUSED: Final = b": frame of %d bytes refused"

# The end of a line and an empty line. Atomic, so that CRLF is never read as two line ends; after
# a line that CR alone ended, an LF is left to the next frame, so that nobody has to wait for it.
_END: Final = re.compile(rb"\r(?!\n)\r|(?>\r\n|\n)(?>\r\n|\n|\r)")
_BLANK: Final = re.compile(rb"[\r\n]*+")
_LINE: Final = re.compile(rb"\r\n|\n|\r")
# Nearly every chunk of a stream is one frame of this form: a shortcut past the search.
# What has no CR in it is looked at with `.`, which is three times as fast as a set.
_WHOLE: Final = re.compile(rb"(?:.++\n)++\n")
_REFUSAL: Final = re.compile(rb"\n: frame of (\d+) bytes refused\n\n\Z")


class Frame(NamedTuple):
    """The bytes of one server-sent event as they came, and when they were read."""

    raw: bytes
    at_ns: int
    """Monotonic clock, nanoseconds, of the read that completed the frame."""


class Splitter:
    """Cuts a stream of bytes after each blank line; the frames joined are the stream.

    A frame may hold comments only, or blank lines before its first field. One that grows over
    `limit` bytes is cut to its first 64 KiB, with a comment that tells its true size.
    """

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._searched = 0
        self._dropped = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The frames that `chunk` completes."""
        pending = self._pending
        is_plain = not pending and len(chunk) <= self._limit and b"\r" not in chunk
        if is_plain and _WHOLE.fullmatch(chunk):
            return [chunk]
        pending += chunk
        frames: list[bytes] = []
        start = 0
        at = self._searched
        size = len(pending)
        while True:
            if at == start and not self._dropped:
                # Blank lines before a field end nothing: they belong to the frame that follows.
                at = _blank(pending, start)
            found = _END.search(pending, at)
            if found is None or (found.end() == size and _open(found.group())):
                break
            end = found.end()
            frames.append(self._whole(bytes(pending[start:end])))
            start = at = end
        if start:
            del pending[:start]
        # A terminator has four bytes at most, of which three may have come already.
        blank = 0 if self._dropped else _blank(pending, 0)
        self._searched = 0 if blank == len(pending) else max(blank, len(pending) - 3)
        if len(pending) > self._limit:
            if not self._dropped:
                self._head = bytes(pending[:_KEPT])
            self._dropped += len(pending) - 3
            del pending[:-3]
            self._searched = 0
        return frames

    def _whole(self, raw: bytes) -> bytes:
        size = self._dropped + len(raw)
        if size <= self._limit:
            return raw
        head = self._head if self._dropped else raw[:_KEPT]
        self._dropped = 0
        return head + b"\n" + _REFUSED % size + b"\n\n"

    def flush(self) -> bytes:
        """What came after the last blank line, once the stream has ended; may be empty."""
        rest = bytes(self._pending)
        self._pending.clear()
        self._searched = 0
        return self._whole(rest)


def _blank(data: bytearray, start: int) -> int:
    """Where the line ends that begin at `start` are over."""
    found = _BLANK.match(data, start)
    return found.end() if found else start


def _open(end: bytes) -> bool:
    """Whether the LF of a closing CRLF may still be in the next chunk."""
    return end.endswith(b"\r") and end != b"\r\r"


def is_whole(raw: bytes) -> bool:
    """Whether a blank line ends the frame, as it must for a browser to dispatch it."""
    found = _END.search(raw, _blank(bytearray(raw), 0)) if raw else None
    return found is not None and found.end() == len(raw)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a frame says, read by the rules of the format."""

    event: str
    """The `event:` field; empty when there was none."""
    data: str | None
    """The `data:` lines joined by LF; None when there was none."""
    id: str | None
    retry: str | None
    comments: tuple[str, ...]
    bad_utf8: bool
    refused: int
    """The true size in bytes of a frame that was over the limit; 0 for any other."""


def fields(raw: bytes) -> Fields:
    """The fields of one frame. Bytes that are not UTF-8 become U+FFFD and are told."""
    refusal = _REFUSAL.search(raw)
    event, identity, retry = "", None, None
    data: list[str] = []
    comments: list[str] = []
    bad_utf8 = False
    for line in _LINE.split(raw.removeprefix(_BOM)):
        if not line:
            continue
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = line.decode(errors="replace")
            bad_utf8 = True
        name, colon, value = text.partition(":")
        value = value.removeprefix(" ")
        if not name and colon:
            comments.append(value)
        elif name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id":
            identity = value
        elif name == "retry":
            retry = value
    return Fields(
        event=event,
        data="\n".join(data) if data else None,
        id=identity,
        retry=retry,
        comments=tuple(comments),
        bad_utf8=bad_utf8,
        refused=int(refusal[1]) if refusal else 0,
    )


_PLAIN: Final = re.compile(rb"(?:event: ?.*+\n)?data: ?(.*+)\n\n\Z")


def plain_data(raw: bytes) -> bytes | None:
    """The data of a frame of the common form (one `event:`, one `data:`), else None.

    A shortcut past `fields` for nearly every frame of a stream.
    """
    found = None if b"\r" in raw else _PLAIN.match(raw)
    return found[1] if found else None
