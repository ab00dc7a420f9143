"""What a line says of an image."""

from __future__ import annotations

import base64

from ppchat.core.images.image_sentence import image_facts
from tests.core.images.test_image_header import JPEG
from tests.support.images import base64_png, png


def test_format_pixels_and_bytes() -> None:
    facts = image_facts(base64_png(1024, 512))
    assert facts.sentence == f"PNG · 1024×512 · {len(png(1024, 512)):,} B"
    assert facts.header is not None
    assert facts.header.width == 1024


def test_one_that_moves_says_so() -> None:
    gif = b"GIF89a\x40\0\x20\0\0\0\0!\xff\x0bNETSCAPE2.0"
    sentence = image_facts(base64.b64encode(gif).decode()).sentence
    assert sentence == f"GIF · 64×32 · animated · {len(gif)} B"


def test_a_link_is_its_address() -> None:
    assert image_facts("https://example.org/a.png").sentence == "https://example.org/a.png"


def test_what_cannot_be_read_says_so() -> None:
    assert image_facts("AAAA").sentence == "not an image that can be read · 3 B"
    assert image_facts("data:image/png;base64,!").sentence == (
        "image/png · not an image that can be read · 0 B"
    )


def test_a_jpeg_whose_size_stands_behind_a_long_segment() -> None:
    file = JPEG[:2] + b"\xff\xe1\xea\x60" + bytes(59_998) + JPEG[2:]
    assert "320×144" in image_facts(base64.b64encode(file).decode()).sentence


def test_images_of_the_same_beginning_are_told_apart() -> None:
    first, second = JPEG + b"\xff\xd9" * 3000, JPEG[:-8] + b"\0\x20\0\x40\x03\0\0\0" + bytes(6000)
    start = JPEG[:2] + b"\xff\xe1\xea\x60" + bytes(59_998)
    sources = [base64.b64encode(start + file[2:]).decode() for file in (first, second)]
    assert len({image_facts(source).sentence for source in sources}) == 2
    assert image_facts(sources[0]) is image_facts("".join([*sources[0]]))
