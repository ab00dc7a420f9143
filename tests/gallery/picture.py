"""Pictures drawn for the gallery, so that it needs no image of anybody else."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Final

WIDTH: Final = 96
HEIGHT: Final = 64
SIZE: Final = f"{WIDTH}x{HEIGHT}"


def sunset(grain: int = 1) -> str:
    """A sun that sets over the sea as a PNG in Base64, in squares of `grain` pixels."""
    rows = (
        bytes(
            value
            for x in range(WIDTH)
            for value in _colour(x - x % grain + grain // 2, y - y % grain + grain // 2)
        )
        for y in range(HEIGHT)
    )
    return base64.b64encode(_png(WIDTH, HEIGHT, rows_of_rgb=list(rows))).decode()


def bars(*values: int) -> str:
    """A bar chart as a PNG in Base64; each value is a share of 60."""
    pitch = WIDTH // len(values)
    rows = [
        bytes(
            value
            for x in range(WIDTH)
            for value in (
                (70, 120, 200)
                if pitch // 6 <= x % pitch < pitch - pitch // 6
                and x // pitch < len(values)
                and HEIGHT - y <= values[x // pitch]
                else (250, 250, 250)
            )
        )
        for y in range(HEIGHT)
    ]
    return base64.b64encode(_png(WIDTH, HEIGHT, rows_of_rgb=rows)).decode()


def screen() -> str:
    """A window with a title bar, a field and a button as a PNG in Base64."""
    rows = [
        bytes(value for x in range(WIDTH) for value in _pixel_of_window(x, y))
        for y in range(HEIGHT)
    ]
    return base64.b64encode(_png(WIDTH, HEIGHT, rows_of_rgb=rows)).decode()


def _colour(x: int, y: int) -> tuple[int, int, int]:
    horizon = HEIGHT * 5 // 8
    from_sun = (x - WIDTH // 2) ** 2 + (y - horizon + 6) ** 2
    if y < horizon:
        if from_sun < 150:
            return 255, 236, 160
        return 60 + y * 4, 60 + y * 2, 120 - y
    glow = max(0, 90 - abs(x - WIDTH // 2) * 5)
    return 20 + glow, 50 + glow // 2, 90 - (y - horizon)


def _pixel_of_window(x: int, y: int) -> tuple[int, int, int]:
    if y < 8:
        return 50, 60, 80
    if 20 <= y < 30 and 12 <= x < 84:
        return 255, 255, 255
    if 40 <= y < 52 and 60 <= x < 84:
        return 40, 130, 90
    return 225, 228, 232


def _png(width: int, height: int, rows_of_rgb: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows_of_rgb), 9)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
