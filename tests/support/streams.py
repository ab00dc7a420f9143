"""Complete streams to test the laws with: those of the demo, and recorded ones if available."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

from ppchat.core.formats.jsonl import FormatError
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from tests.support.chat_servers import CHAT_SERVERS
from tests.support.jsonl import load
from tests.support.recordings import T0_NS

ROOT = Path(__file__).parents[2]
DEMO = sorted((ROOT / "ppchat" / "demo").glob("*.jsonl"))
RECORDED_FOLDER = os.environ.get("PPCHAT_STREAMS")
"""A folder of further recorded streams to test."""
RECORDED = sorted(Path(RECORDED_FOLDER).glob("*.*")) if RECORDED_FOLDER else []


def load_streams() -> dict[str, list[Frame]]:
    """The frames of each stream, by name."""
    by_name = {path.stem: load_frames(path) for path in (*DEMO, *RECORDED)}
    return {name: stream for name, stream in by_name.items() if stream}


def load_chat_streams() -> dict[str, list[Frame]]:
    """The frames of a stream of Chat Completions from each server, by name."""
    return {f"chat, {name}": chat.timed_frames for name, chat in CHAT_SERVERS.items()}


def load_frames(path: Path) -> list[Frame]:
    """The frames of one file, a millisecond apart if it has no times."""
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        try:
            return list(load(data.splitlines()).frames())
        except FormatError:
            raws = [b"data: %b\n\n" % line for line in data.splitlines() if line]
    elif path.suffix == ".sse":
        raws = split_frames(data)
    else:
        return []
    return [Frame(raw, T0_NS + n * 1_000_000) for n, raw in enumerate(raws)]


def split_frames(data: bytes, cuts: tuple[int, ...] = ()) -> list[bytes]:
    """The frames of bytes that arrive in chunks, cut at these positions."""
    splitter = FrameSplitter()
    edges = [0, *sorted(cuts), len(data)]
    raws = [raw for start, end in pairwise(edges) for raw in splitter.feed(data[start:end])]
    rest = splitter.flush()
    return [*raws, rest] if rest else raws


def open_recording(frames: list[Frame]) -> Recording:
    """The frames as a recording that has not ended."""
    recording = Recording(Request({}, ""))
    recording.apply(Started(T0_NS))
    recording.extend(frames)
    return recording
