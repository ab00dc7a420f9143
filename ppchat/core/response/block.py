"""What an output item shows besides its streamed parts: blocks of text, code or an image."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.text.display import format_size


class ImageData(NamedTuple):
    """An image of an answer, as it was sent; never fetched."""

    source: str
    """Base64, a `data:` URL, or the address of the image; foreign, raw."""
    media_type: str = ""
    """What the server says that it is, such as `image/png`; empty if it does not say."""

    @property
    def is_address(self) -> bool:
        """Whether the image itself was not sent, only where it is."""
        return ":" in self.source[:16] and not self.source.startswith("data:")

    @property
    def size(self) -> int:
        """Bytes of the image, going by the length of its Base64; 0 for an address."""
        if self.is_address:
            return 0
        start = self.source.find(",", 0, 200) + 1
        return (len(self.source) - start) * 3 // 4

    @property
    def description(self) -> str:
        """The image in words; foreign, raw."""
        if self.is_address:
            return self.source
        subtype = self.media_type.removeprefix("image/").upper()
        return " · ".join(filter(None, ("image", subtype, format_size(self.size))))


class Block(NamedTuple):
    """One thing that an item shows; foreign, raw."""

    text: str
    language: str = "text"
    heading: str = ""
    """What stands above it: "output", "stderr · exit 3"; empty where the item's heading does."""
    image: ImageData | None = None
    failed: bool = False
    """Whether it says that something went wrong."""


def image_block(source: str, media_type: str = "", heading: str = "") -> Block:
    """The block of an image; its text describes it."""
    if source.startswith("data:"):
        media_type = source[5:80].partition(";")[0].partition(",")[0] or media_type
    image = ImageData(source, media_type)
    return Block(image.description, "text", heading, image)
