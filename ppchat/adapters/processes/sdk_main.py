"""The process in which the openai SDK reads a stream by itself, and tells where it fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Final

import httpx2
import openai

from ppchat.adapters.processes.child_main import take_stdout

CREATE: Final = "create(stream=True)"
STREAM: Final = "responses.stream()"
FINAL: Final = "get_final_response()"


class _Frames(httpx2.SyncByteStream):
    """A body that gives one frame at a time, and so knows which one the SDK is reading."""

    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames
        self.n = -1
        """The frame given last."""

    def __iter__(self) -> Iterator[bytes]:
        for n, frame in enumerate(self._frames):
            self.n = n
            yield frame


def main() -> None:
    """Read the frames on stdin in each of the SDK's ways; print one line of JSON for each.

    Stdin begins with one line of JSON, the sizes of the frames.
    """
    output = take_stdout()
    sizes = json.loads(sys.stdin.buffer.readline())
    frames = [sys.stdin.buffer.read(size) for size in sizes]
    for call, read in _READINGS.items():
        body = _Frames(frames)
        failing, error, is_api_error = call, "", False
        try:
            for failing in read(_client(body)):  # noqa: B007 (the name is needed after the loop)
                pass
        except Exception as problem:
            error = type(problem).__name__ + (f": {problem}" if str(problem) else "")
            is_api_error = isinstance(problem, openai.APIError)
        line = {
            "version": openai.__version__,
            "call": failing if error else call,
            "event": body.n,
            "error": error,
            "is_api_error": is_api_error,
        }
        output.write(json.dumps(line).encode() + b"\n")
        output.flush()


def _client(body: _Frames) -> openai.OpenAI:
    def respond(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=body)

    transport = httpx2.MockTransport(respond)
    return openai.OpenAI(
        api_key="none",
        base_url="http://sdk.invalid/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=transport, trust_env=False),
    )


def _create(client: openai.OpenAI) -> Iterator[str]:
    """The typed events, one by one; yields the call that is made next."""
    yield CREATE
    for _ in client.responses.create(model="any", input="any", stream=True):
        pass


def _stream(client: openai.OpenAI) -> Iterator[str]:
    """The SDK's own accumulation of the events."""
    yield STREAM
    with client.responses.stream(model="any", input="any") as stream:
        is_completed = False
        for event in stream:
            is_completed = event.type == "response.completed"
        if is_completed:
            yield FINAL
            stream.get_final_response()


_READINGS: Final[dict[str, Callable[[openai.OpenAI], Iterator[str]]]] = {
    CREATE: _create,
    STREAM: _stream,
}
