"""The headers of image files."""

from __future__ import annotations

import struct

import pytest

from ppchat.core.images.image_header import ImageHeader, file_suffix, read_header
from tests.support.images import png

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xff\xc0\x00\x11\x08\x00\x90\x01\x40\x03"
)
SIZED = {
    "PNG": png(320, 144),
    "JPEG": JPEG,
    "GIF": b"GIF89a" + struct.pack("<HH", 320, 144),
    "BMP": b"BM" + b"\0" * 16 + struct.pack("<ii", 320, -144),
    "WebP": b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"
    + (319).to_bytes(3, "little")
    + (143).to_bytes(3, "little"),
    "SVG": b'<?xml version="1.0"?>\n<!-- a -->\n<svg width="1" viewBox="0 0 320 144">',
}


@pytest.mark.parametrize("name", SIZED)
def test_format_and_size(name: str) -> None:
    assert read_header(SIZED[name]) == ImageHeader(name, 320, 144)


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (b"VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\x90\x00", (320, 144)),
        (b"VP8L\0\0\0\0\x2f" + (319 | 143 << 14).to_bytes(4, "little"), (320, 144)),
    ],
)
def test_the_other_kinds_of_webp(body: bytes, size: tuple[int, int]) -> None:
    assert read_header(b"RIFF\0\0\0\0WEBP" + body) == ImageHeader("WebP", *size)


def test_formats_whose_size_is_not_read() -> None:
    assert read_header(b"II*\0rest") == ImageHeader("TIFF")
    assert read_header(b"\0\0\0 ftypavif") == ImageHeader("AVIF")


@pytest.mark.parametrize("data", [b"", b"hello", b"<html><svg>", b"\xff\xd8", b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_image(data: bytes) -> None:
    assert read_header(data) is None


@pytest.mark.parametrize("name", SIZED)
def test_a_header_cut_off_anywhere_raises_nothing(name: str) -> None:
    for stop in range(len(SIZED[name])):
        read_header(SIZED[name][:stop])


def test_a_view_box_that_is_none() -> None:
    for box in (b"a b c d", b"0 0 1", b"0 0 inf 1", b"0 0 nan nan"):
        assert read_header(b"<svg viewBox='" + box + b"'>") == ImageHeader("SVG")


def test_the_suffix_of_a_file() -> None:
    assert file_suffix(ImageHeader("JPEG")) == ".jpg"
    assert file_suffix(ImageHeader("PNG")) == ".png"
    assert file_suffix(None) == ".bin"


def test_which_move() -> None:
    webp = SIZED["WebP"]
    moving = webp[:20] + b"\x02" + webp[21:]
    assert [header.is_animated for file in (webp, moving) if (header := read_header(file))] == [
        False,
        True,
    ]
    still = png(3, 3)
    moving = still[:33] + b"\0\0\0\x08acTL" + still[33:]
    assert [header.is_animated for file in (still, moving) if (header := read_header(file))] == [
        False,
        True,
    ]
