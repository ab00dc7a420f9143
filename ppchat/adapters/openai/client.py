"""The openai client, set up to send each request once and with no unintended headers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

import httpx2
from openai import AsyncOpenAI

from ppchat.adapters.content_decoder import (
    ContentDecoder,
    DecodeError,
    content_codings,
    find_decoder,
)
from ppchat.adapters.openai.network import StampedStream, stamp_arrivals
from ppchat.core.security.loopback import is_loopback
from ppchat.core.security.secret import Secret

HEAD_AT_NS: Final = "ppchat_head_at_ns"
"""The response extension that holds the time at which the head was read."""

CODINGS: Final = "ppchat_codings"
"""The response extension that names the compression that was undone."""
ON_SEND: Final[ContextVar[Callable[[], None]]] = ContextVar("ON_SEND")
"""Called when the request of the running task is ready: before it connects or sends anything, and
then at each of its further steps."""

OPENAI_HOST: Final = "api.openai.com"
BODY_LIMIT: Final = 64 * 1024
"""Bytes read at most from a body that is not a stream."""
BODY_TIMEOUT_S: Final = 5.0

NO_HEADERS: Final[Mapping[str, Secret]] = MappingProxyType({})
_CONNECT_TIMEOUT_S: Final = 10.0
_KEEPALIVE_S: Final = 300.0
_NO_KEY: Final = "none"

# The only headers sent to a host other than OpenAI's. The client adds the organisation, the
# project and custom headers from the environment, which are meant for OpenAI alone.
_ALLOWED_HEADERS: Final = frozenset(
    [
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "idempotency-key",
        "transfer-encoding",
        "user-agent",
    ]
)


def make_client(
    base_url: str, key: Secret | None, headers: Mapping[str, Secret] = NO_HEADERS
) -> AsyncOpenAI:
    """A client for one server, which sends `headers` with each request; does not connect yet."""

    async def prepare(request: httpx2.Request) -> None:
        if request.url.host != OPENAI_HOST:
            for name in set(request.headers) - _ALLOWED_HEADERS:
                if not name.startswith("x-stainless-"):  # some of which the client reads back
                    del request.headers[name]
        request.headers.pop("authorization", None)
        if key is not None:
            request.headers["authorization"] = f"Bearer {key.reveal()}"
        for name, value in headers.items():
            request.headers[name] = value.reveal()

        if (on_send := ON_SEND.get(None)) is not None:

            async def trace(*_: object) -> None:
                on_send()

            request.extensions["trace"] = trace

    async def receive(response: httpx2.Response) -> None:
        response.extensions[HEAD_AT_NS] = arrived_at_ns(response)
        _unpack(response)
        if not response.is_success and isinstance(response.stream, httpx2.AsyncByteStream):
            # The client reads an error body in full: limit its size.
            limit = 0 if is_compressed(response) else BODY_LIMIT
            response.stream = _LimitedStream(response.stream, limit)

    local = is_loopback(base_url)
    http_client = httpx2.AsyncClient(
        timeout=httpx2.Timeout(None, connect=_CONNECT_TIMEOUT_S),
        limits=httpx2.Limits(keepalive_expiry=_KEEPALIVE_S),
        follow_redirects=False,
        trust_env=not local,
        verify=not (local and base_url.startswith("http://")),  # loading certificates takes 70 ms
        headers={"accept-encoding": "identity"},
        event_hooks={"request": [prepare], "response": [receive]},
    )
    stamp_arrivals(http_client)
    return AsyncOpenAI(
        base_url=base_url,
        api_key=_NO_KEY,
        max_retries=0,
        timeout=httpx2.Timeout(None, connect=_CONNECT_TIMEOUT_S),
        http_client=http_client,
    )


def _unpack(response: httpx2.Response) -> None:
    """Undo a compression, which was not asked for, as far as that is possible."""
    decoder = find_decoder(response.headers)
    codings = content_codings(response.headers)
    if codings and decoder and isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _DecodedStream(response.stream, decoder)
        response.extensions[CODINGS] = ", ".join(codings)
        del response.headers["content-encoding"]


class _DecodedStream(httpx2.AsyncByteStream):
    """A body without its compression. Raises DecodeError where it is damaged."""

    def __init__(self, stream: httpx2.AsyncByteStream, decoder: ContentDecoder) -> None:
        self._stream = stream
        self._decoder = decoder

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            for piece in self._decoder.feed(chunk):
                yield piece
                await asyncio.sleep(0)  # a few bytes may hold many events: let a stop come between

    async def aclose(self) -> None:
        await self._stream.aclose()


def arrived_at_ns(response: httpx2.Response) -> int:
    """When the last bytes read of a response arrived, monotonic clock."""
    stream = response.extensions.get("network_stream")
    return stream.read_at_ns if isinstance(stream, StampedStream) else time.monotonic_ns()


class _LimitedStream(httpx2.AsyncByteStream):
    """A body read up to a size limit and a timeout."""

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._remaining = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                chunks = aiter(self._stream)
                while self._remaining > 0 and (chunk := await anext(chunks, None)) is not None:
                    yield chunk[: self._remaining]
                    self._remaining -= len(chunk)
        except (TimeoutError, httpx2.TransportError, DecodeError):
            return  # the start of the body is enough

    async def aclose(self) -> None:
        await self._stream.aclose()


def is_compressed(response: httpx2.Response) -> bool:
    """Whether the body is compressed in a way that cannot be undone here."""
    return bool(content_codings(response.headers))


def host_and_port(base_url: str) -> str:
    """Host and port of a base URL, for display; empty when it has none."""
    try:
        return httpx2.URL(base_url).netloc.decode("ascii", "replace")
    except (httpx2.InvalidURL, ValueError):
        return ""
