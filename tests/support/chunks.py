"""Chunks of Chat Completions, as servers write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.recording.recording import Recording
from tests.support.recordings import EventData, build_recording

DONE_FRAME = b"data: [DONE]\n\n"


def chunk(*, index: int = 0, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """A chunk with one choice."""
    choice = {"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}
    return chunk_of(choice)


def chunk_of(*choices: Any, **fields: Any) -> dict[str, Any]:
    """A chunk with these choices."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_772_366_400,
        "model": "m-1",
        "choices": list(choices),
        **fields,
    }


def call_chunk(
    arguments: str, *, call: int = 0, index: int = 0, name: str = "", **fields: Any
) -> dict[str, Any]:
    """A chunk with a fragment of a call; `fields` may hold its `id`."""
    function = {"name": name, "arguments": arguments} if name else {"arguments": arguments}
    return chunk(index=index, tool_calls=[{"index": call, **fields, "function": function}])


def usage_chunk(sent: int = 9, received: int = 3) -> dict[str, Any]:
    """The last chunk where usage was asked for."""
    usage = {"prompt_tokens": sent, "completion_tokens": received}
    return chunk_of(usage=usage | {"total_tokens": sent + received})


TWISTER: tuple[EventData | bytes, ...] = (
    chunk(role="assistant", content=""),
    chunk(content="Peter "),
    chunk(content="Piper"),
    chunk(finish="stop"),
    usage_chunk(),
    DONE_FRAME,
)
"""A sound stream."""


def chat_recording(*frames: EventData | bytes, **options: Any) -> Recording:
    """A recording of these chunks, a millisecond apart."""
    options = {"dialect": CHAT_COMPLETIONS, "path": CHAT_COMPLETIONS.path, **options}
    return build_recording([(float(ms), data) for ms, data in enumerate(frames, 100)], **options)


def data_frame(data: Mapping[str, Any]) -> bytes:
    """A frame without an `event:` line."""
    return f"data: {json.dumps(data)}\n\n".encode()


def chunk_frames(*pieces: str) -> list[bytes]:
    """The frames of an answer that streams these pieces of text."""
    chunks = [chunk(role="assistant", content=""), *(chunk(content=piece) for piece in pieces)]
    return [*map(data_frame, [*chunks, chunk(finish="stop"), usage_chunk()]), DONE_FRAME]


LINES = b"".join(json.dumps(chunk(content=text)).encode() + b"\n" for text in ("one", " two"))
"""Two chunks as lines of JSON."""
LINE_FRAMES = [b"data: %b\n\n" % line for line in LINES.splitlines()]
"""The frames that they are read as."""
