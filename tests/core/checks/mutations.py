"""Damages recorded streams in many ways, and counts how many of them the checks find.

Run as `python -m tests.core.checks.mutations` it prints the share that is found per kind.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Request, Started
from ppchat.core.stream.sse import Frame
from tests.core.checks.damage import KINDS, Kind, Stream
from tests.support.recordings import T0_NS, encode_sse
from tests.support.streams import DEMO, load_frames, open_recording

_TARGETS: Final = 2
"""Events per recording and kind that are damaged."""


@dataclass(slots=True)
class Score:
    """How often one kind of damage was done, and found."""

    done: int = 0
    as_is: int = 0
    """Found with the sequence numbers as they are."""
    renumbered: int = 0
    """Found with the sequence numbers made right again."""
    missed: str = ""
    """The first damage that was not found."""


def findings_of(stream: Stream) -> list[Finding]:
    """Where a stream departs from the protocol."""
    recording = Recording(Request({}, ""), timed=False)
    recording.apply(Started(T0_NS))
    recording.extend([Frame(encode_sse(data), T0_NS) for data in stream])
    recording.apply(Ended(T0_NS, End.EOF))
    return DEFAULT_DIALECT.protocol_findings(recording)


def load_stream(path: Path) -> Stream:
    """The data of the events of a recording."""
    recording = open_recording(load_frames(path))
    return [dict(recording.event(n).data) for n in range(len(recording)) if recording.event(n).data]


def shorten(stream: Stream, deltas: int = 12) -> Stream:
    """The stream with its many deltas joined to a few, so that checking it is fast."""
    short: Stream = []
    run = 0
    for data in stream:
        known = DEFAULT_DIALECT.event_types.get(data["type"])
        before = short[-1] if short else {}
        same = known and known.grows and before.get("type") == data["type"]
        run = run + 1 if same else 0
        if same and run >= deltas and isinstance(data["delta"], str):
            before["delta"] += data["delta"]
        else:
            short.append(dict(data))
    return renumber(short)


def renumber(stream: Stream) -> Stream:
    """The stream with its sequence numbers made right."""
    return [
        {**data, "sequence_number": n} if "sequence_number" in data else data
        for n, data in enumerate(stream)
    ]


def mutants(stream: Stream, kind: Kind) -> Iterator[tuple[int, Stream]]:
    """The stream with this damage at a few of its events, spread evenly."""
    targets = [n for n in range(len(stream)) if kind.applies(stream, n)]
    for position in range(min(_TARGETS, len(targets))):
        n = targets[(position * (len(targets) - 1)) // max(1, _TARGETS - 1)]
        damaged = copy.deepcopy(stream)
        kind.damage(damaged, n)
        yield n, damaged


def score(kind: Kind, streams: dict[str, Stream]) -> Score:
    """Do one kind of damage to all streams."""
    result = Score()
    for name, stream in streams.items():
        known = {finding.code for finding in findings_of(stream)}
        for n, damaged in mutants(stream, kind):
            as_is, renumbered = (
                any(finding.code not in known for finding in findings_of(mutant))
                for mutant in (damaged, renumber(damaged))
            )
            result.done += 1
            result.as_is += as_is
            result.renumbered += renumbered
            if not (as_is and renumbered):
                result.missed = result.missed or f"event {n} of {name}"
    return result


def load_demo() -> dict[str, Stream]:
    """The demo's recordings, shortened."""
    return {path.stem: shorten(load_stream(path)) for path in DEMO}


def main() -> None:
    """Print the share that is found per kind of damage."""
    streams = load_demo()
    print(f"{'kind':28}{'done':>6}{'as is':>8}{'renumbered':>12}  first missed")
    for kind in KINDS:
        result = score(kind, streams)
        total = result.done or 1
        print(
            f"{kind.name:28}{result.done:6}{result.as_is / total:8.0%}"
            f"{result.renumbered / total:12.0%}  {result.missed}"
        )


if __name__ == "__main__":
    main()
