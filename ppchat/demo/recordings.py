"""The built-in demo: its recordings, and a process that answers with them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ppchat.core.formats.jsonl import About, load_described
from ppchat.core.recording.recording import Recording

FOLDER: Final = Path(__file__).parent


def recordings() -> list[tuple[Recording, About]]:
    """The recordings that come with ppchat, in the order of their names."""
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        with path.open("rb") as lines:
            found.append(load_described(lines))
    return found
