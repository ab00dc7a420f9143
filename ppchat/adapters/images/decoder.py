"""Image files → pixels, by Pillow, within limits.

Why Pillow alone: of the libraries that draw images in a terminal, each decodes with Pillow and
asks the terminal what it can as soon as it is imported, whose reply a running app would take for
keys; or has half blocks only. What is left besides decoding is a page of code.
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from ppchat.core.images.image_header import ImageHeader, read_header
from ppchat.core.images.image_source import image_bytes

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS: Final = 50_000_000
"""Pixels beyond which an image is not decoded: each takes four bytes of memory."""
HOW_TO_INSTALL: Final = "pip install 'ppchat[images]' draws it"
_DRAWN: Final = ("PNG", "JPEG", "WebP", "GIF", "BMP")
"""Formats that are decoded; the decoders of others have had more faults than uses."""
_DEEP_GREY: Final = ("I;16", "I;16B", "I;16L", "I")
"""Modes of one channel of 16 bits, which conversion would clip instead of scale."""

Ground = tuple[int, int, int]
"""The colour behind what is transparent: red, green, blue."""


class ImageError(Exception):
    """An image that cannot be drawn, with the reason as its text."""


def is_installed() -> bool:
    """Whether the image library is installed; without importing it."""
    return find_spec("PIL") is not None


def decode_pixels(source: str, width: int, height: int, ground: Ground) -> bytes:
    """The image in exactly these pixels, in RGB, row by row.

    Raises `ImageError`. Takes up to seconds: call it in a thread.
    """
    return _flatten(_open(source, width, height), ground).resize((width, height)).tobytes()


def decode_png(source: str, max_width: int, max_height: int) -> bytes:
    """The image as a PNG in eight bits per channel that fits this size.

    Raises `ImageError`. Takes up to seconds: call it in a thread.
    """
    image = _open(source, max_width, max_height)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def decode_palette(
    source: str, max_width: int, max_height: int, ground: Ground
) -> tuple[int, int, bytes, bytes]:
    """The image in at most 256 colours that fits this size: width, height, indices, palette.

    Raises `ImageError`. Takes up to seconds: call it in a thread.
    """
    image = _flatten(_open(source, max_width, max_height), ground).quantize(256)
    palette = bytes(image.getpalette() or ())
    return image.width, image.height, image.tobytes(), palette


def _open(source: str, max_width: int, max_height: int) -> Image:
    """The first picture of an image file, in RGB or RGBA, made smaller to fit."""
    try:
        data = image_bytes(source)
    except ValueError as error:
        raise ImageError(str(error)) from error
    header = read_header(data)
    _check(header)
    assert header is not None
    try:
        from PIL import Image, WebPImagePlugin
    except ImportError:
        raise ImageError(HOW_TO_INSTALL) from None
    assert WebPImagePlugin  # imported for that Pillow knows the format, as it does the others
    try:
        with Image.open(io.BytesIO(data), formats=[header.format.upper()]) as file:
            _check(ImageHeader(header.format, *file.size))
            file.draft("RGB", (max_width * 2, max_height * 2))  # decodes a JPEG smaller
            image: Image.Image = file
            if file.mode in _DEEP_GREY:
                image = file.convert("I").point(lambda value: value / 256).convert("L")
            has_alpha = "A" in image.mode or "transparency" in image.info
            image = image.convert("RGBA" if has_alpha else "RGB")
    except Image.DecompressionBombError as error:
        raise ImageError("it has too many pixels to be drawn") from error
    except MemoryError as error:
        raise ImageError("there is not enough memory to draw it") from error
    # Whatever bytes make a decoder raise, they are foreign.
    except Exception as error:
        raise ImageError(f"it is damaged: {error}") from error
    image.thumbnail((max_width, max_height), reducing_gap=2)
    return image


def _check(header: ImageHeader | None) -> None:
    """Raise `ImageError` if an image with this header is not to be decoded."""
    if header is None:
        raise ImageError("it is not an image that can be read")
    if header.format not in _DRAWN:
        raise ImageError(f"{header.format} is not drawn")
    if header.width * header.height > MAX_PIXELS:
        raise ImageError("it has too many pixels to be drawn")


def _flatten(image: Image, ground: Ground) -> Image:
    """The image in RGB, on the ground where it is transparent."""
    if image.mode == "RGB":
        return image
    from PIL.Image import alpha_composite, new

    below = new("RGBA", image.size, (*ground, 255))
    return alpha_composite(below, image).convert("RGB")
