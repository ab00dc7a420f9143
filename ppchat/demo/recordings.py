"""The recordings of the built-in demo."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ppchat.core.formats.jsonl import Metadata
from ppchat.core.formats.recorded_stream import stream_from_jsonl
from ppchat.core.recording.recording import Recording

FOLDER: Final = Path(__file__).parent


def recordings() -> list[tuple[Recording, Metadata]]:
    """The recordings that come with ppchat, in order of their file names."""
    entries = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        with path.open("rb") as lines:
            stream = stream_from_jsonl(lines)
            entries.append((stream.recording(), stream.metadata))
    return entries
