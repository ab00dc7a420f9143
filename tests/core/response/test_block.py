"""Blocks of images."""

from __future__ import annotations

from ppchat.core.response.block import image_block
from tests.support.images import base64_png


def test_an_image_in_words() -> None:
    source = base64_png(8, 8)
    block = image_block(source, "output")
    assert (block.text, block.heading, block.image) == ("PNG · 8×8 · 111 B", "output", source)
