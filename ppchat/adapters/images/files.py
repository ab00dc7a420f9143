"""Image files for other programs: saved for good, or for as long as the program runs."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

from ppchat.core.images.image_header import file_suffix, read_header
from ppchat.core.images.image_source import image_bytes


def save_image(source: str, folder: Path, name: str) -> Path:
    """Write an image under `name` with the suffix of its format; no file is overwritten.

    Raises `ValueError` if the image is a link or damaged, `OSError` if it cannot be written.
    """
    data = image_bytes(source)
    suffix = file_suffix(read_header(data))
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{suffix}"
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return path
    raise AssertionError("unreachable")


def temporary_copy(source: str, name: str) -> Path:
    """Write an image into a private folder, which is removed when the program ends.

    Raises `ValueError` if it is no image that another program may open, `OSError` as `save_image`.
    """
    header = read_header(image_bytes(source))
    if header is None:
        raise ValueError("it is not an image that can be read")
    if header.format == "SVG":
        raise ValueError("an SVG may hold scripts; save it to open it yourself")
    return save_image(source, _folder(), name)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ppchat-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
