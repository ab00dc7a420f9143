"""Image files become pixels, and what is none becomes a reason."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from ppchat.adapters.images import decoder
from ppchat.adapters.images.decoder import (
    HOW_TO_INSTALL,
    ImageError,
    decode_palette,
    decode_pixels,
    decode_png,
    is_installed,
)
from tests.support.image_files import encoded, gradient
from tests.support.images import base64_png, png_file

BLACK = (0, 0, 0)
PICTURE = gradient()
KINDS = {
    "png": encoded(PICTURE),
    "palette": encoded(PICTURE.quantize(64)),
    "jpeg": encoded(PICTURE, "JPEG", quality=95),
    "cmyk": encoded(PICTURE.convert("CMYK"), "JPEG", quality=95),
    "webp": encoded(PICTURE, "WEBP", quality=95),
    "bmp": encoded(PICTURE, "BMP"),
    "animated": encoded(PICTURE, "GIF", save_all=True, append_images=[Image.new("RGB", (64, 48))]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_shows_the_same_picture(kind: str) -> None:
    pixels = decode_pixels(KINDS[kind], 8, 6, BLACK)
    expected = decode_pixels(KINDS["png"], 8, 6, BLACK)
    assert len(pixels) == 8 * 6 * 3
    assert max(abs(a - b) for a, b in zip(pixels, expected, strict=True)) < 40


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    grey = encoded(Image.new("I;16", (4, 4), 0x8000))
    assert set(decode_pixels(grey, 2, 2, BLACK)) == {0x80}


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_shows_the_ground(mode: str) -> None:
    clear = encoded(Image.new(mode, (4, 4)))
    assert decode_pixels(clear, 1, 1, (10, 20, 30)) == bytes((10, 20, 30))


def test_a_png_is_made_smaller_and_never_larger() -> None:
    small = Image.open(io.BytesIO(decode_png(KINDS["jpeg"], 16, 100)))
    assert small.size == (16, 12)
    same = Image.open(io.BytesIO(decode_png(KINDS["png"], 1000, 1000)))
    assert same.size == (64, 48)


def test_a_palette_holds_the_colours_of_the_indices() -> None:
    width, height, indices, palette = decode_palette(base64_png(8, 8, (255, 0, 0)), 8, 8, BLACK)
    assert (width, height, len(indices)) == (8, 8, 64)
    assert max(indices) * 3 < len(palette) <= 768


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("AAAA", "not an image"),
        ("%%%", "damaged"),
        ("https://example.org/heron.png", "a link"),
        (base64.b64encode(png_file(50_000, 50_000, b"")).decode(), "too many pixels"),
        (base64.b64encode(png_file(90, 90, zlib.compress(b"\0"))).decode(), "damaged"),
        (base64.b64encode(png_file(90, 90, b"no zlib")).decode(), "damaged"),
        (base64.b64encode(png_file(0, 0, b"")).decode(), "damaged"),
        (KINDS["jpeg"][: len(KINDS["jpeg"]) // 8 * 4], "damaged"),
        (KINDS["webp"][:400], "damaged"),
        (base64.b64encode(b"<svg viewBox='0 0 9 9'/>").decode(), "SVG is not drawn"),
        (base64.b64encode(b"II*\0").decode(), "TIFF is not drawn"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_says_why(source: str, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        decode_pixels(source, 8, 8, BLACK)


def test_no_cut_of_a_file_raises_anything_else() -> None:
    for kind in ("png", "jpeg", "webp", "animated", "bmp"):
        data = base64.b64decode(KINDS[kind])
        for stop in range(0, len(data), max(1, len(data) // 40)):
            with suppress(ImageError):
                decode_pixels(base64.b64encode(data[:stop]).decode(), 4, 4, BLACK)


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImageError) as error:
        decode_pixels(KINDS["png"], 8, 8, BLACK)
    assert str(error.value) == HOW_TO_INSTALL


def test_asking_whether_it_is_installed_does_not_import_it() -> None:
    script = f"import sys; from {decoder.__name__} import is_installed; is_installed()"
    check = "; print([name for name in sys.modules if name.startswith('PIL')])"
    output = subprocess.run([sys.executable, "-c", script + check], capture_output=True, text=True)
    assert output.stdout.strip() == "[]"
    assert is_installed()
