"""The process in which an SDK reads a stream by itself, and says where it fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from ppchat.adapters.processes.child_main import take_stdout
from ppchat.adapters.sdk.calls import Frames, SdkCalls


def main() -> None:
    """Read the frames on stdin in each way of the SDK; print one line of JSON for each.

    The argument names the SDK and its part: "openai.responses". Stdin begins with one line of
    JSON, the sizes of the frames. Nothing is printed where the SDK is not installed.
    """
    output = take_stdout()
    sizes = json.loads(sys.stdin.buffer.readline())
    frames = [sys.stdin.buffer.read(size) for size in sizes]
    calls = _load(sys.argv[1])
    for line in _read(calls, frames) if calls else ():
        output.write(json.dumps(line).encode() + b"\n")
        output.flush()


def _load(name: str) -> SdkCalls | None:
    try:
        if name == "anthropic.messages":
            from ppchat.adapters.sdk.anthropic_calls import MESSAGES

            return MESSAGES
        from ppchat.adapters.sdk.openai_calls import CHAT_COMPLETIONS, RESPONSES
    except ImportError:
        return None
    return CHAT_COMPLETIONS if name == "openai.chat.completions" else RESPONSES


def _read(calls: SdkCalls, frames: list[bytes]) -> Iterator[dict[str, Any]]:
    for call, read in calls.by_name.items():
        body = Frames(frames)
        failing, error, is_report = call, "", False
        try:
            for following in read(body):
                failing = following or call
        except Exception as problem:
            error = type(problem).__name__ + (f": {problem}" if str(problem) else "")
            is_report = isinstance(problem, calls.reports)
        yield {
            "version": calls.version,
            "call": failing if error else call,
            "event": body.n,
            "error": error,
            "is_report": is_report,
        }
