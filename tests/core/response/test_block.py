"""Blocks of images, by what a server sends."""

from __future__ import annotations

import pytest

from ppchat.core.response.block import image_block


@pytest.mark.parametrize(
    ("source", "media_type", "text", "is_address"),
    [
        ("aGVyb24=", "image/png", "image · PNG · 6 B", False),
        ("aGVyb24=", "", "image · 6 B", False),
        ("data:image/webp;base64,aGVyb24=", "", "image · WEBP · 6 B", False),
        ("data:,x", "image/png", "image · PNG · 0 B", False),
        ("https://zoo.example/heron.png", "", "https://zoo.example/heron.png", True),
        ("file:///etc/passwd", "", "file:///etc/passwd", True),
        ("A" * 4_000_000, "image/png", "image · PNG · 3.0 MB", False),
    ],
)
def test_an_image_in_words(source: str, media_type: str, text: str, is_address: bool) -> None:
    block = image_block(source, media_type)
    assert block.image
    assert (block.text, block.image.is_address) == (text, is_address)
