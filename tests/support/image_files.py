"""Image files of every kind, written by the image library."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image


def gradient(width: int = 64, height: int = 48) -> Image.Image:
    """A picture in colour."""
    channels = (Image.linear_gradient("L"), Image.radial_gradient("L"), Image.new("L", (256, 256)))
    return Image.merge("RGB", channels).resize((width, height))


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> str:
    """A picture as a file, in Base64."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return base64.b64encode(file.getvalue()).decode()
