"""Bytes → frames, as the WHATWG event-stream format defines them, for any chunking."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

FRAME_LIMIT: Final = 16 * 1024 * 1024
"""Maximum bytes of a frame; a larger one is truncated to `_KEPT`."""

_KEPT: Final = 64 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_TRUNCATION_COMMENT: Final = b": frame of %d bytes refused"

# The end of a line and an empty line. Atomic, so that CRLF is never read as two line ends. After
# a line that ends in CR alone, an LF is left to the next frame, so that no frame waits for it.
_END: Final = re.compile(rb"\r(?!\n)\r|(?>\r\n|\n)(?>\r\n|\n|\r)")
_BLANK: Final = re.compile(rb"[\r\n]*+")
_LINE: Final = re.compile(rb"\r\n|\n|\r")
# Nearly every chunk of a stream is one frame of this form: a fast path around the search.
# Without CR in the chunk `.` will do, which is three times as fast as a character set.
_SIMPLE_FRAME: Final = re.compile(rb"(?:.++\n)++\n")
_TRUNCATED: Final = re.compile(rb"\n: frame of (\d{1,18}) bytes refused\n\n\Z")


class Frame(NamedTuple):
    """The raw bytes of one server-sent event, and when they were read."""

    raw: bytes
    at_ns: int
    """Monotonic clock, nanoseconds, of the read that completed the frame."""


class FrameSplitter:
    """Splits a stream of bytes after each blank line; the joined frames are the stream.

    A frame may hold comments only, or blank lines before its first field. One over `limit` bytes
    is truncated to its first 64 KiB, with a comment that states its true size.
    """

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._searched = 0
        """No frame ends before this offset of what is pending."""
        self._is_blank = True
        """Whether only line ends were searched: they end nothing, but belong to the next frame."""
        self._dropped = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The frames that `chunk` completes."""
        pending = self._pending
        is_plain = not pending and len(chunk) <= self._limit and b"\r" not in chunk
        if is_plain and _SIMPLE_FRAME.fullmatch(chunk):
            return [chunk]
        pending += chunk
        frames: list[bytes] = []
        start, at, is_blank = 0, self._searched, self._is_blank
        size = len(pending)
        while True:
            if is_blank:
                at = _skip_blank(pending, at)
                is_blank = at == size
            terminator = _END.search(pending, at)
            if terminator is None or (terminator.end() == size and _may_grow(terminator.group())):
                break
            end = terminator.end()
            frames.append(self._truncate(bytes(pending[start:end])))
            start = at = end
            is_blank = True
        if start:
            del pending[:start]
        # A terminator has at most four bytes, of which three may be here already.
        self._searched, self._is_blank = max(at - start, len(pending) - 3), is_blank
        if len(pending) > self._limit:
            if not self._dropped:
                self._head = bytes(pending[:_KEPT])
            self._dropped += len(pending) - 3
            del pending[:-3]
            self._searched, self._is_blank = 0, False
        return frames

    def _truncate(self, raw: bytes) -> bytes:
        size = self._dropped + len(raw)
        if size <= self._limit:
            return raw
        head = self._head if self._dropped else raw[:_KEPT]
        self._dropped = 0
        return head + b"\n" + _TRUNCATION_COMMENT % size + b"\n\n"

    def flush(self) -> bytes:
        """The rest after the last blank line, once the stream has ended; may be empty."""
        rest = bytes(self._pending)
        self._pending.clear()
        self._searched, self._is_blank = 0, True
        return self._truncate(rest)


def _skip_blank(data: bytes | bytearray, start: int) -> int:
    """The position after the line ends that begin at `start`."""
    blank = _BLANK.match(data, start)
    return blank.end() if blank else start


def _may_grow(terminator: bytes) -> bool:
    """Whether the LF of a final CRLF may still be in the next chunk."""
    return terminator.endswith(b"\r") and terminator != b"\r\r"


def is_complete(raw: bytes) -> bool:
    """Whether a blank line ends the frame, as it must for a browser to dispatch it."""
    terminator = _END.search(raw, _skip_blank(raw, 0)) if raw else None
    return terminator is not None and terminator.end() == len(raw)


@dataclass(frozen=True, slots=True)
class FrameFields:
    """The fields of a frame, as the event-stream format defines them."""

    event: str
    """The `event:` field; empty if there is none."""
    data: str | None
    """The `data:` lines joined by LF; None if there are none."""
    id: str | None
    retry: str | None
    comments: tuple[str, ...]
    bad_utf8: bool
    oversize_bytes: int
    """The true size in bytes of a truncated frame; 0 for any other."""
    error: str = ""
    """The `error:` field, which no client reads, but which llama.cpp ends a failed stream with."""


def parse_fields(raw: bytes) -> FrameFields:
    """Parse one frame. Bytes that are not UTF-8 become U+FFFD and set `bad_utf8`."""
    truncated = _TRUNCATED.search(raw)
    event, event_id, retry, error = "", None, None, ""
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
            event_id = value
        elif name == "retry":
            retry = value
        elif name == "error":
            error = value
    return FrameFields(
        event=event,
        data="\n".join(data) if data else None,
        id=event_id,
        retry=retry,
        comments=tuple(comments),
        bad_utf8=bad_utf8,
        oversize_bytes=int(truncated[1]) if truncated else 0,
        error=error,
    )


_PLAIN: Final = re.compile(rb"(?:event: ?.*+\n)?data: ?(.*+)\n\n\Z")


def plain_data(raw: bytes) -> bytes | None:
    """The data of a frame in the common form (one `event:`, one `data:`), else None.

    A fast path around `parse_fields` for nearly every frame of a stream.
    """
    frame = None if b"\r" in raw else _PLAIN.match(raw)
    return frame[1] if frame else None
