"""What a line of text says of an image."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.core.images.image_header import HEADER_BYTES, ImageHeader, read_header
from ppchat.core.images.image_source import byte_count, first_bytes, is_address, media_type
from ppchat.core.text.display import format_size

_FEW_BYTES: Final = 2000
"""Bytes that hold the header of most images."""


class ImageFacts(NamedTuple):
    """An image's header, and what a line says of it."""

    header: ImageHeader | None
    """None for a link, and for what is no image."""
    sentence: str
    """PNG · 1024×1024 · 1.3 MB; foreign where it is an address."""


def image_facts(source: str) -> ImageFacts:
    """The facts of an image by its first bytes; asked for at every frame, read once."""
    middle = len(source) // 2
    key = (len(source), source[:_FEW_BYTES], source[middle : middle + 64], source[-64:])
    facts = _read.get(key)
    if facts is None:
        if len(_read) >= _MAX_READ:
            _read.clear()
        facts = _read[key] = _read_facts(source)
    return facts


_MAX_READ: Final = 256
_read: Final[dict[tuple[int, str, str, str], ImageFacts]] = {}
"""What was read of the last images, by their length and some of their characters: to keep or to
compare all of them would cost what it saves."""


def _read_facts(source: str) -> ImageFacts:
    if is_address(source):
        return ImageFacts(None, source)
    header = read_header(first_bytes(source, _FEW_BYTES))
    if header and not header.width:
        header = read_header(first_bytes(source, HEADER_BYTES))
    if header is None:
        words = [media_type(source), "not an image that can be read"]
    else:
        words = [header.format, f"{header.width}×{header.height}" if header.width else ""]
        words += ["animated"] * header.is_animated
    words.append(format_size(byte_count(source)))
    return ImageFacts(header, " · ".join(filter(None, words)))
