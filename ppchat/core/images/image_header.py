"""The first bytes of an image file → its format and its size in pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

HEADER_BYTES: Final = 300_000
"""Bytes in which a size is looked for: that of a JPEG may stand behind a preview of the camera."""
_SVG_SIZE: Final = re.compile(rb"""<svg\b[^>]{0,2000}?\bviewBox\s*=\s*["']([^"']{1,80})["']""")
_SVG_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,500}>|<!DOCTYPE[^>]{0,500}>|<!--.{0,2000}?-->|\s)*<svg\b", re.DOTALL
)
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH: Final = frozenset((0x01, *range(0xD0, 0xD9)))


class ImageHeader(NamedTuple):
    """What the beginning of a file says; 0 for a size that it does not."""

    format: str
    """PNG, JPEG …"""
    width: int = 0
    height: int = 0
    is_animated: bool = False
    """Whether it has several pictures, as far as its beginning says."""


def read_header(data: bytes) -> ImageHeader | None:
    """The header of an image file; None if it is no image of a known format."""
    for name, magic, offset, read_size in _FORMATS:
        if data.startswith(magic, offset):
            return ImageHeader(name, *read_size(data), is_animated=_is_animated(data))
    return ImageHeader("SVG", *_svg_size(data)) if _SVG_START.match(data[:5000]) else None


def _is_animated(data: bytes) -> bool:
    if data.startswith(b"RIFF"):
        return data[12:16] == b"VP8X" and bool(data[20:21]) and bool(data[20] & 2)
    mark = b"NETSCAPE2.0" if data.startswith(b"GIF") else b"acTL"
    return mark in data[:2000] and data[:1] in b"G\x89"


def file_suffix(header: ImageHeader | None) -> str:
    """The end of a file name for an image: .png; .bin for what is none."""
    return f".{header.format.lower().replace('jpeg', 'jpg')}" if header else ".bin"


def _png_size(data: bytes) -> tuple[int, int]:
    return _big(data, 16, 4), _big(data, 20, 4)


def _gif_size(data: bytes) -> tuple[int, int]:
    return _little(data, 6, 2), _little(data, 8, 2)


def _bmp_size(data: bytes) -> tuple[int, int]:
    height = int.from_bytes(data[22:26], "little", signed=True)
    return _little(data, 18, 4), abs(height)  # negative: from top to bottom


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    if kind == b"VP8L":
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """The size in the first frame, past all segments before it."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            return _big(data, at + 7, 2), _big(data, at + 5, 2)
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + max(2, _big(data, at + 2, 2))
    return 0, 0


def _no_size(_: bytes) -> tuple[int, int]:
    return 0, 0


def _svg_size(data: bytes) -> tuple[int, int]:
    match = _SVG_SIZE.search(data[:20_000])
    fields = match[1].replace(b",", b" ").split() if match else []
    try:
        return (round(float(fields[2])), round(float(fields[3]))) if len(fields) == 4 else (0, 0)
    except (ValueError, OverflowError):
        return 0, 0


def _big(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "big")


def _little(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "little")


_FORMATS: Final[tuple[tuple[str, bytes, int, Callable[[bytes], tuple[int, int]]], ...]] = (
    ("PNG", b"\x89PNG\r\n\x1a\n", 0, _png_size),
    ("JPEG", b"\xff\xd8\xff", 0, _jpeg_size),
    ("WebP", b"WEBP", 8, _webp_size),
    ("GIF", b"GIF8", 0, _gif_size),
    ("BMP", b"BM", 0, _bmp_size),
    ("TIFF", b"II*\0", 0, _no_size),
    ("TIFF", b"MM\0*", 0, _no_size),
    ("AVIF", b"ftypavif", 4, _no_size),
    ("HEIC", b"ftypheic", 4, _no_size),
)
"""Name, the bytes that tell, where they stand, and how the size is read."""
