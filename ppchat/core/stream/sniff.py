"""Whether a body is an event stream, by its first bytes, whatever its content type says."""

from __future__ import annotations

from typing import Final

SNIFFED: Final = 64 * 1024
"""Bytes after which a body that shows nothing but line ends is no event stream."""
_BOM: Final = b"\xef\xbb\xbf"
_FIELDS: Final = (b"data:", b"event:", b"id:", b"retry:", b":")
_LONGEST: Final = max(map(len, _FIELDS))


class StreamSniffer:
    """Takes the first chunks of a body, and keeps them until they tell what it is."""

    def __init__(self) -> None:
        self.head = bytearray()
        """What was fed."""
        self._at = 0
        """Where the first line that is not empty begins, as far as it is known."""

    def feed(self, chunk: bytes | bytearray) -> bool | None:
        """Whether the body is an event stream; None if more bytes are needed."""
        head = self.head
        head += chunk
        if len(head) < len(_BOM) and _BOM.startswith(head):
            return None
        if self._at == 0 and head.startswith(_BOM):
            self._at = len(_BOM)
        while self._at < len(head) and head[self._at] in b"\r\n":
            self._at += 1
        start = bytes(head[self._at : self._at + _LONGEST])
        if start.startswith(_FIELDS):
            return True
        is_open = any(field.startswith(start) for field in _FIELDS) and len(head) < SNIFFED
        return None if is_open else False
