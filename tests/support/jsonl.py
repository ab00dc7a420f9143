"""A recording in ppchat's own format and back, through what the program uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ppchat.core.formats.jsonl import Metadata
from ppchat.core.formats.recorded_stream import (
    dump_stream,
    stream_from_jsonl,
    stream_from_recording,
)
from ppchat.core.recording.recording import Recording

_NO_METADATA = Metadata()


def dump_lines(recording: Recording, metadata: Metadata = _NO_METADATA) -> Iterator[str]:
    """All lines of the recording, each with its newline."""
    return dump_stream(replace(stream_from_recording(recording), metadata=metadata))


def load(lines: Iterable[str | bytes]) -> Recording:
    """The recording in these lines."""
    return load_with_metadata(lines)[0]


def load_with_metadata(lines: Iterable[str | bytes]) -> tuple[Recording, Metadata]:
    """The recording in these lines, with its metadata."""
    encoded = (line.encode() if isinstance(line, str) else line for line in lines)
    stream = stream_from_jsonl(encoded)
    return stream.recording(), stream.metadata
