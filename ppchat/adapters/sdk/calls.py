"""How an SDK is called: what its calls do with a body, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import httpx2

BASE_URL: Final = "http://sdk.invalid/v1"


class Frames(httpx2.SyncByteStream):
    """A body that gives one frame at a time, and so knows which one the SDK is reading."""

    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames
        self.n = -1
        """The frame given last."""

    def __iter__(self) -> Iterator[bytes]:
        for n, frame in enumerate(self._frames):
            self.n = n
            yield frame


class SdkCalls(NamedTuple):
    """The calls of an SDK that read a stream."""

    version: str
    """The SDK's version."""
    reports: tuple[type[Exception], ...]
    """The exceptions that report what the stream itself carries."""
    by_name: Mapping[str, Callable[[Frames], Iterator[str]]]
    """What reads a body in each way; it yields the call that is made next."""


def http_client(body: Frames) -> httpx2.Client:
    """A client that answers every request with a body."""

    def respond(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=body)

    return httpx2.Client(transport=httpx2.MockTransport(respond), trust_env=False)
