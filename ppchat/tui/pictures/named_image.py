"""An image that a key was pressed on: opened in another program, or saved."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

from textual.app import App

from ppchat.adapters.images.files import save_image, temporary_copy


class NamedImage(NamedTuple):
    """An image of a conversation."""

    source: str
    """Base64, a `data:` URL or an address; foreign, raw."""
    title: str
    """What it is, in words; foreign, raw."""
    name: str
    """The beginning of a name for its file: answer-2-image-1."""


def open_outside(app: App[Any], image: NamedImage) -> None:
    """Open an image in the program that the desktop has for it."""
    app.run_worker(_open(app, image), group="image files")


def save_to_folder(app: App[Any], image: NamedImage) -> None:
    """Save an image in the folder in which the program was started."""
    app.run_worker(_save(app, image), group="image files")


async def _open(app: App[Any], image: NamedImage) -> None:
    try:
        path = await asyncio.to_thread(temporary_copy, image.source, image.name)
    except (OSError, ValueError) as error:
        _explain(app, f"The image cannot be opened: {error}")
    else:
        app.open_url(path.as_uri())
        app.notify(f"Opened as {path}", timeout=4, markup=False)


async def _save(app: App[Any], image: NamedImage) -> None:
    try:
        path = await asyncio.to_thread(save_image, image.source, Path.cwd(), image.name)
    except (OSError, ValueError) as error:
        _explain(app, f"The image cannot be saved: {error}")
    else:
        app.notify(f"Saved to {path}", timeout=4, markup=False)


def _explain(app: App[Any], text: str) -> None:
    app.notify(text, severity="error", timeout=4, markup=False)
