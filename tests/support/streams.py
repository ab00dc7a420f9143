"""Whole streams to hold the laws against: those of the demo, real ones where they are at hand."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

from ppchat.core.formats.jsonl import FormatError, load
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame, Splitter
from tests.support.playbook import T0_NS

ROOT = Path(__file__).parents[2]
DEMO = sorted((ROOT / "ppchat" / "demo").glob("*.jsonl"))
RECORDED_FOLDER = os.environ.get("PPCHAT_STREAMS")
"""A folder of streams recorded elsewhere, to be held against the same laws."""
RECORDED = sorted(Path(RECORDED_FOLDER).glob("*.*")) if RECORDED_FOLDER else []


def streams() -> dict[str, list[Frame]]:
    """The frames of each stream, by its name."""
    found = {path.stem: frames(path) for path in (*DEMO, *RECORDED)}
    return {name: each for name, each in found.items() if each}


def frames(path: Path) -> list[Frame]:
    """The frames of one file; without times of its own a millisecond lies between two."""
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        try:
            return list(load(data.splitlines()).frames())
        except FormatError:
            raws = [b"data: %b\n\n" % line for line in data.splitlines() if line]
    elif path.suffix == ".sse":
        raws = split(data)
    else:
        return []
    return [Frame(raw, T0_NS + n * 1_000_000) for n, raw in enumerate(raws)]


def split(data: bytes, cuts: tuple[int, ...] = ()) -> list[bytes]:
    """The frames of bytes that come in pieces, cut at these places."""
    splitter = Splitter()
    edges = [0, *sorted(cuts), len(data)]
    raws = [raw for start, end in pairwise(edges) for raw in splitter.feed(data[start:end])]
    rest = splitter.flush()
    return [*raws, rest] if rest else raws


def recorded(frames: list[Frame]) -> Recording:
    """The frames as a recording that has not ended."""
    made = Recording(Request({}, ""))
    made.t0_ns = T0_NS
    made.extend(frames)
    return made
