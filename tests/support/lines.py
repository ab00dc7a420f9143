"""Lines of Ollama, as its server writes them."""

from __future__ import annotations

import json
from typing import Any

from ppchat.core.dialects.ollama.dialect import OLLAMA
from ppchat.core.recording.recording import Recording
from tests.support.recordings import EventData, build_recording

_HEAD = {"model": "m-1", "created_at": "2026-03-01T12:00:00.123456789Z"}
COUNTS = {
    "total_duration": 5_000_000,
    "load_duration": 1_000_000,
    "prompt_eval_count": 9,
    "prompt_eval_duration": 1_500_000,
    "eval_count": 3,
    "eval_duration": 2_000_000,
}


def chat_line(content: str = "", **fields: Any) -> dict[str, Any]:
    """A line of `/api/chat`; `fields` are those of its message."""
    message = {"role": "assistant", "content": content, **fields}
    return {**_HEAD, "message": message, "done": False}


def call_line(name: str = "find", arguments: Any = None, **fields: Any) -> dict[str, Any]:
    """A line with a call; `fields` are those of the call."""
    function = {"name": name, "arguments": {"q": 1} if arguments is None else arguments}
    return chat_line(tool_calls=[{**fields, "function": function}])


def generate_line(text: str, **fields: Any) -> dict[str, Any]:
    """A line of `/api/generate`."""
    return {**_HEAD, "response": text, "done": False, **fields}


def done(line: EventData, reason: str = "stop", **fields: Any) -> dict[str, Any]:
    """A line as the last one of an answer."""
    return {**line, "done": True, "done_reason": reason, **COUNTS, **fields}


END = done(chat_line())
TWISTER = (chat_line("Peter "), chat_line("Piper"), END)
THINKING = (
    chat_line(thinking="Who"),
    chat_line(thinking="?"),
    chat_line("Peter"),
    call_line(),
    call_line("look"),
    END,
)
GENERATED = (
    generate_line("", thinking="Who?"),
    generate_line("Peter"),
    done(generate_line("", context=[1, 2])),
)
SOUND = {"chat": TWISTER, "thinking and calls": THINKING, "generate": GENERATED}


def ollama_recording(*frames: EventData | bytes, **options: Any) -> Recording:
    """A recording of these lines, a millisecond apart."""
    options = {"dialect": OLLAMA, "path": OLLAMA.path, **options}
    raws = (frame if isinstance(frame, bytes) else line_frame(frame) for frame in frames)
    return build_recording([(float(ms), raw) for ms, raw in enumerate(raws, 100)], **options)


def line_frame(data: EventData) -> bytes:
    """The frame that a line is read as."""
    return f"data: {json.dumps(data)}\n\n".encode()
