"""What an output item shows besides its streamed parts: blocks of text, code or an image."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """One thing that an item shows; foreign, raw."""

    text: str
    language: str = ""
    """That of code, "text" for what keeps its lines as they are; empty for prose, which wraps."""
    heading: str = ""
    """What stands above it: "output", "stderr · exit 3"; empty where the item's heading does."""
    image: str = ""
    """The source of an image, which the text describes: Base64, a `data:` URL or an address."""
    failed: bool = False
    """Whether it says that something went wrong."""


def image_block(source: str, heading: str = "") -> Block:
    """The block of an image; its text describes it."""
    from ppchat.core.images.image_sentence import image_facts  # not before the first image

    return Block(image_facts(source).sentence, "", heading, source)
