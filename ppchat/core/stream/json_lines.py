"""Bytes → frames, where a stream has one JSON text per line instead of server-sent events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ppchat.core.stream.sse import FRAME_LIMIT, FrameSplitter
from ppchat.core.text.json_text import parse_json

MEDIA_TYPES: Final = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"}
)
"""What servers call such a stream."""
_FIELD: Final = b"data: "
_END: Final = b"\n\n"
_BLANKS: Final = b" \t\xef\xbb\xbf"
"""What may stand before a line: white space, or a byte order mark before the first."""


class LineSplitter:
    """Splits a stream of bytes after each line, and writes each as the frame of an event.

    Blank lines are left out. A line of more than `limit` bytes is truncated as a frame is.
    """

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self._frames = FrameSplitter(limit)
        self._is_open = False
        """Whether a line has begun."""
        self._last = bytearray()
        self._limit = limit

    def feed(self, chunk: bytes) -> list[bytes]:
        """The frames of the lines that `chunk` completes."""
        frames: list[bytes] = []
        *complete, rest = chunk.replace(b"\r", b" ").split(b"\n")  # between tokens CR is a space
        for piece in complete:
            frames += self._write(piece)
            frames += self._close()
        frames += self._write(rest)
        return frames

    def _write(self, piece: bytes) -> list[bytes]:
        if not self._is_open:
            piece = piece.lstrip(_BLANKS)
        if not piece:
            return []
        if len(self._last) <= self._limit:
            self._last += piece
        begin, self._is_open = b"" if self._is_open else _FIELD, True
        return self._frames.feed(begin + piece)

    def _close(self) -> list[bytes]:
        if not self._is_open:
            return []
        self._is_open = False
        self._last.clear()
        return self._frames.feed(_END)

    def flush(self) -> bytes:
        """The frame of a last line without its end; cut off, unless its JSON text is complete."""
        if not self._is_open:
            return b""
        if len(self._last) <= self._limit and _is_json(bytes(self._last)):
            return b"".join(self._close())
        return self._frames.flush()


def lines_of_frames(frames: Iterable[bytes]) -> bytes | None:
    """The body that `LineSplitter` splits into these frames; None if there is none."""
    lines: list[bytes] = []
    for raw in frames:
        line = raw.removeprefix(_FIELD).removesuffix(_END)
        if not raw.startswith(_FIELD) or b"\n" in line:
            return None
        lines.append(line + b"\n" if raw.endswith(_END) else line)
    return b"".join(lines)


def _is_json(line: bytes) -> bool:
    try:
        parse_json(line)
    except ValueError:
        return False
    return True
