"""Image files without an image library: PNG in full, of other formats the header."""

from __future__ import annotations

import base64
import struct
import zlib


def png(width: int, height: int, color: tuple[int, int, int] = (200, 60, 40)) -> bytes:
    """A PNG in one colour, which fades to black towards the bottom."""
    rows = [
        b"\0" + bytes(value * (height - y) // height for value in color) * width
        for y in range(height)
    ]
    return png_file(width, height, zlib.compress(b"".join(rows)))


def png_file(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG with these compressed pixels, which need not be as many as it declares."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def base64_png(width: int = 8, height: int = 8, color: tuple[int, int, int] = (200, 60, 40)) -> str:
    """The same as Base64."""
    return base64.b64encode(png(width, height, color)).decode()
