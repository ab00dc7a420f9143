"""Whether a body is a stream, by its content type and its first bytes, and how it is split."""

from __future__ import annotations

from typing import Final

from ppchat.core.stream.json_lines import MEDIA_TYPES, LineSplitter
from ppchat.core.stream.sse import FrameSplitter
from ppchat.core.text.json_text import parse_json

EVENT_STREAM: Final = "text/event-stream"
SNIFFED: Final = 64 * 1024
"""Bytes after which a body that shows nothing but line ends, or one line, is no stream."""
_BOM: Final = b"\xef\xbb\xbf"
_FIELDS: Final = (b"data:", b"event:", b"id:", b"retry:", b":")
_LONGEST: Final = max(map(len, _FIELDS))


def media_type(content_type: str) -> str:
    """The type in a `content-type` header, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


class StreamSniffer:
    """Takes the first chunks of a body, and keeps them until they tell what it is.

    An event stream is known by its first field, whatever its content type says; lines of JSON by
    their content type, or by an object on the first line and the beginning of one on the second.
    """

    def __init__(self, content_type: str = "") -> None:
        self.head = bytearray()
        """What was fed."""
        self.may_be_lines = False
        """Whether it begins as lines of JSON do; a single JSON text does so too."""
        self._is_declared = media_type(content_type) in MEDIA_TYPES
        self._at = 0
        """Where the first line that is not empty begins, as far as it is known."""
        self._line_end = -1
        self._searched = 0

    def feed(self, chunk: bytes | bytearray) -> bool | None:
        """Whether the body is a stream; None if more bytes are needed."""
        head = self.head
        head += chunk
        if len(head) < len(_BOM) and _BOM.startswith(head):
            return None
        if self._at == 0 and head.startswith(_BOM):
            self._at = len(_BOM)
        while self._at < len(head) and head[self._at] in b"\r\n":
            self._at += 1
        start = bytes(head[self._at : self._at + _LONGEST])
        if start.startswith(b"{"):
            self.may_be_lines = True
            return True if self._is_declared else self._has_two_lines()
        if start.startswith(_FIELDS):
            return True
        is_open = any(field.startswith(start) for field in _FIELDS) and len(head) < SNIFFED
        return None if is_open else False

    def _has_two_lines(self) -> bool | None:
        """Whether there is an object on the first line, and another begins; None if unknown."""
        head, size = self.head, len(self.head)
        if self._line_end < 0:
            self._line_end = head.find(b"\n", max(self._at, self._searched))
            self._searched = size
            if self._line_end < 0:
                return None if size < SNIFFED else False
            if not _is_object(bytes(head[self._at : self._line_end])):
                return False
            self._searched = self._line_end
        while self._searched < size and head[self._searched] in b"\r\n \t":
            self._searched += 1
        if self._searched < size:
            return head.startswith(b"{", self._searched)
        return None if size - self._line_end < SNIFFED else False

    def splitter(self) -> FrameSplitter | LineSplitter:
        """What splits the body, which is a stream, into frames."""
        return LineSplitter() if self.may_be_lines else FrameSplitter()


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parse_json(line), dict)
    except ValueError:
        return False
