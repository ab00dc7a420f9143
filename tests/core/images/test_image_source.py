"""The bytes of images in the shapes in which servers send them."""

from __future__ import annotations

import base64

import pytest

from ppchat.core.images.image_source import byte_count, first_bytes, image_bytes, media_type
from tests.support.images import png

PNG = png(3, 2)
PLAIN = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        f"data:image/png;base64,{PLAIN}",
        f"DATA:image/png;BASE64,{PLAIN}",
        PLAIN.rstrip("="),
        PLAIN.replace("+", "-").replace("/", "_"),
        "\n".join([PLAIN[:40], PLAIN[40:]]),
    ],
    ids=["base64", "data url", "capitals", "no padding", "url-safe", "lines"],
)
def test_the_same_bytes_in_any_writing(source: str) -> None:
    assert image_bytes(source) == PNG


def test_the_first_bytes_are_those_of_the_whole() -> None:
    source = f"data:image/png;base64,{PLAIN}"
    assert first_bytes(source, 24) == PNG[:24]
    assert byte_count(source) == len(PNG)
    assert media_type(source) == "image/png"


def test_data_in_percent_encoding() -> None:
    source = "data:image/svg+xml,%3Csvg viewBox='0 0 1 1'/%3E"
    assert image_bytes(source) == b"<svg viewBox='0 0 1 1'/>"
    assert media_type(source) == "image/svg+xml"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("https://example.org/heron.png", "a link"),
        ("file:///etc/passwd", "a link"),
        ("not Base64 at all!", "damaged"),
        ("ünlesbar", "damaged"),
        ("A", "damaged"),
        ("A" * 100_000_000, "too large"),
    ],
    ids=["link", "file", "text", "not ASCII", "one character", "100 MB"],
)
def test_what_has_no_bytes_says_why(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        image_bytes(source)
    assert len(first_bytes(source, 2000)) <= 2000
