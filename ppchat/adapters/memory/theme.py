"""The theme that was chosen in the app, kept for the next start."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.paths import read_regular_file

_MAX_LENGTH: Final = 100


def load_theme(folder: Path) -> str:
    """The name of the theme kept in a folder; empty if there is none."""
    try:
        return read_regular_file(_path(folder), _MAX_LENGTH).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def save_theme(folder: Path, name: str) -> None:
    """Keep the name of a theme; where it cannot be written, it is forgotten with the program."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f"theme.{os.getpid()}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{name}\n")
        new.replace(_path(folder))


def _path(folder: Path) -> Path:
    return folder / "theme"
