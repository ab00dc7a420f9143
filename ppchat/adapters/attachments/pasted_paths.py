"""The paths in what is pasted: what terminals send when files are dropped on them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_MAX_CHARACTERS: Final = 8192
_STARTS: Final = ("/", "~/", "./", "../", "file://", "'", '"')


def may_be_paths(text: str) -> bool:
    """Whether a text may be nothing but paths, as quick as one can say; prose is not."""
    text = text.strip()
    return len(text) <= _MAX_CHARACTERS and text.startswith(_STARTS)


def pasted_paths(text: str) -> list[str]:
    """The paths of existing files that a text consists of; none if it is anything else.

    Waits for the disk. A path may be quoted, escaped, or a URI; several stand on lines of their
    own or side by side.
    """
    paths: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        read = [line] if _is_file(line) else [_path(word) for word in _words(line)]
        if not read or not all(map(_is_file, read)):
            return []
        paths += read
    return paths


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return []


def _path(word: str) -> str:
    """The path that a word is or, if it is a URI of this machine, names."""
    if not word.startswith("file://"):
        return word
    address = urlsplit(word)
    return unquote(address.path) if address.netloc in ("", "localhost") else ""


def _is_file(path: str) -> bool:
    if not path.startswith(_STARTS):
        return False
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False
