"""Chat Completions against Responses: the same text, parsed, put in columns and folded.

    python -m tests.bench.bench_chat

Prints the events per second of both, and their ratio, from one run; the best of several rounds.
Once more with the random padding that OpenAI adds to each event.
"""

from __future__ import annotations

import json
from time import process_time
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame
from tests.support.chunks import chunk

EVENTS: Final = 50_000
ROUNDS: Final = 7


def encode(data: dict[str, Any], name: str = "") -> bytes:
    """A frame as servers write it."""
    line = f"event: {name}\n" if name else ""
    return f"{line}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def padding(n: int, *, is_padded: bool) -> dict[str, str]:
    """What OpenAI adds so that the size of an event does not give away its text."""
    return {"obfuscation": "x" * (n * 7 % 13 + 1)} if is_padded else {}


def chat_frames(*, is_padded: bool) -> list[Frame]:
    """The text as chunks."""
    return [
        Frame(encode({**chunk(content=f"w{n} "), **padding(n, is_padded=is_padded)}), n)
        for n in range(EVENTS)
    ]


def responses_frames(*, is_padded: bool) -> list[Frame]:
    """The text as events of the Responses API."""
    kind = "response.output_text.delta"
    base = {"type": kind, "item_id": "msg_1", "output_index": 0, "content_index": 0}
    datas = (
        {**base, "sequence_number": n, "delta": f"w{n} ", "logprobs": []} for n in range(EVENTS)
    )
    return [
        Frame(encode({**data, **padding(n, is_padded=is_padded)}, kind), n)
        for n, data in enumerate(datas)
    ]


def seconds(frames: list[Frame]) -> float:
    """The time of one recording, to the folded response."""
    started = process_time()
    recording = Recording(Request({}, ""))
    recording.extend(frames)
    size = len(recording.response.text)
    elapsed = process_time() - started
    assert size == sum(len(f"w{n} ") for n in range(EVENTS))
    return elapsed


def compare(*, is_padded: bool) -> None:
    """Print the events per second of both, and their ratio."""
    streams = {
        "Responses": responses_frames(is_padded=is_padded),
        "Chat Completions": chat_frames(is_padded=is_padded),
    }
    best = dict.fromkeys(streams, float("inf"))
    for _ in range(ROUNDS):
        for name, frames in streams.items():
            best[name] = min(best[name], seconds(frames))
    for name, elapsed in best.items():
        size = sum(len(frame.raw) for frame in streams[name]) / EVENTS
        print(f"{name:<18} {EVENTS / elapsed:>9,.0f} events/s at {size:.0f} bytes each")
    print(f"{'ratio':<18} {best['Responses'] / best['Chat Completions']:>9.2f}")


def main() -> None:
    """Compare without and with padding."""
    for is_padded in (False, True):
        print("with padding:" if is_padded else "without padding:")
        compare(is_padded=is_padded)


if __name__ == "__main__":
    main()
