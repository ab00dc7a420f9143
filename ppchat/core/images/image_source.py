"""The bytes of an image that an answer holds: as Base64, or as a `data:` URL."""

from __future__ import annotations

import binascii
from typing import Final
from urllib.parse import unquote_to_bytes

MAX_IMAGE_BYTES: Final = 64 << 20
"""Bytes of a file beyond which an image is not decoded: as many as a frame may have."""
_HEAD_LIMIT: Final = 1000
"""Characters that are searched for the end of what precedes the data in a `data:` URL."""
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_BLANKS: Final = b" \t\r\n"
_PIECE: Final = 1 << 20
"""Characters that are decoded at a time."""


def is_address(source: str) -> bool:
    """Whether a source is only the address of an image, which is never fetched."""
    return ":" in source[:16] and source[:5].lower() != "data:"


def byte_count(source: str) -> int:
    """How many bytes an image has, going by the length of its source."""
    length = len(source) - _data_start(source)
    return length if _is_text(source) else length * 3 // 4 - source[-2:].count("=")


def media_type(source: str) -> str:
    """The type that a `data:` URL declares; empty without one."""
    return _head(source)[5:].partition(";")[0].strip().lower()


def first_bytes(source: str, limit: int) -> bytes:
    """At most `limit` of the first bytes, for the header; none if they are damaged."""
    start = _data_start(source)
    try:
        return _decode(source[: start + limit * 4 // 12 * 4], start, _is_text(source))
    except ValueError:
        return b""


def image_bytes(source: str) -> bytes:
    """All bytes of an image. Raises `ValueError` if it is a link, too large or damaged."""
    if is_address(source):
        raise ValueError("it is a link, which is not fetched")
    if byte_count(source) > MAX_IMAGE_BYTES:
        raise ValueError("it is too large")
    return _decode(source, _data_start(source), _is_text(source))


def _head(source: str) -> str:
    """What precedes the comma of a `data:` URL; empty for any other source."""
    is_url = source[:5].lower() == "data:"
    return source[: max(0, source.find(",", 0, _HEAD_LIMIT))] if is_url else ""


def _data_start(source: str) -> int:
    head = _head(source)
    return len(head) + 1 if head else 0


def _is_text(source: str) -> bool:
    """Whether the data is written as text, percent-encoded, instead of Base64."""
    head = _head(source)
    return bool(head) and not head.lower().endswith(";base64")


def _decode(source: str, start: int, is_text: bool) -> bytes:
    """The bytes from `start` on; piece by piece, as decoding one stops all threads."""
    if is_text:
        return unquote_to_bytes(source[start:])
    pieces: list[bytes] = []
    rest = b""
    try:
        for at in range(start, len(source), _PIECE):
            raw = rest + source[at : at + _PIECE].encode("ascii").translate(_URL_SAFE, _BLANKS)
            usable = len(raw) // 4 * 4
            pieces.append(binascii.a2b_base64(raw[:usable], strict_mode=True))
            rest = raw[usable:]
        pieces.append(binascii.a2b_base64(rest + b"=" * (-len(rest) % 4), strict_mode=True))
    except ValueError as error:  # including the codec's and binascii's
        raise ValueError("its Base64 is damaged") from error
    return b"".join(pieces)
