"""A request → stamped frames, through the openai client."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import httpx2
from openai import APIStatusError, AsyncOpenAI

from ppchat.adapters.gc_tuning import freeze_libraries
from ppchat.adapters.openai import errors
from ppchat.adapters.openai.client import (
    CODINGS,
    HEAD_AT_NS,
    NO_HEADERS,
    arrived_at_ns,
    host_and_port,
    make_client,
)
from ppchat.adapters.openai.frame_stamper import FrameStamper
from ppchat.adapters.openai.response_body import read_trailing, sniff_body
from ppchat.adapters.openai.sender import sending
from ppchat.adapters.openai.warm_up import warm_up
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT, dialect_of_request
from ppchat.core.security.secret import Secret
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)

_DROPPED_HEADERS: Final = frozenset({"set-cookie", "authorization", "proxy-authenticate"})
_Place = tuple[str, Secret | None, tuple[tuple[str, Secret], ...]]
"""A server, and what is sent there with each request."""


class OpenAIReader:
    """Sends requests and yields the streams; keeps a warm connection to each server.

    It starts by loading what the first request needs, of the first of `dialects` at least.
    """

    def __init__(self, dialects: Sequence[Dialect] = (DEFAULT_DIALECT,)) -> None:
        self._clients: dict[_Place, AsyncOpenAI] = {}
        self._dialects = dialects
        self._warm: set[str] = set()

    async def __aenter__(self) -> OpenAIReader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Load what the first request needs, so that its times do not contain that; only once."""
        await self._warm_up(self._dialects[0])

    async def finish_start(self) -> None:
        """Load what the first request of every other dialect needs, too."""
        for dialect in self._dialects:
            await self._warm_up(dialect)

    async def _warm_up(self, dialect: Dialect) -> None:
        if dialect.name not in self._warm:
            self._warm.add(dialect.name)
            await warm_up(dialect)
            freeze_libraries()

    async def aclose(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    async def stream(
        self,
        request: Request,
        key: Secret | None = None,
        headers: Mapping[str, Secret] = NO_HEADERS,
    ) -> AsyncGenerator[Signal]:
        """Send the request once, and yield its signals.

        To stop, cancel the task or `aclose` the iterator: the connection is closed at once.
        """
        client = self._client(request.base_url, key, headers)
        if isinstance(client, Problem):
            yield Started(time.monotonic_ns())
            yield Ended(time.monotonic_ns(), End.REFUSED, client)
            return
        if self._warm:
            await self._warm_up(dialect_of_request(request))
        host = host_and_port(request.base_url)
        end, problem = End.REFUSED, None
        asked = None if request.resume else request
        stamper = FrameStamper(request)
        received = bytearray()
        try:
            async with sending(client, request, received) as (t0_ns, pending):
                yield Started(t0_ns)
                http = (await pending).http_response
                yield _opened_signal(http)
                chunks = http.aiter_raw()  # whatever could be unpacked is unpacked already
                splitter, chunk = await sniff_body(http, chunks, resumed=request.resume is not None)
                if splitter is None:
                    problem = _http_problem(http, chunk or b"", host, key, asked)
                else:
                    end = End.BROKEN
                    stamper.splitter = splitter
                    while chunk is not None:
                        if frames := stamper.feed(chunk, arrived_at_ns(http)):
                            yield Arrived(frames)
                        terminal_ns = stamper.terminal_ns
                        chunk = await (
                            read_trailing(chunks, terminal_ns)
                            if terminal_ns
                            else anext(chunks, None)
                        )
                    end = End.EOF
        except APIStatusError as error:
            yield _opened_signal(error.response)
            problem = _http_problem(error.response, error.response.content, host, key, asked)
        except Exception as error:
            is_shown = end is End.BROKEN  # what arrived, by the events
            problem = errors.translate_error(error, host, b"" if is_shown else bytes(received))
        at_ns = time.monotonic_ns()
        if frames := stamper.flush(at_ns):
            yield Arrived(frames)
        yield Ended(at_ns, end, problem and errors.redact_key(problem, key))

    def _client(
        self, base_url: str, key: Secret | None, headers: Mapping[str, Secret]
    ) -> AsyncOpenAI | Problem:
        if key is not None and not key.usable:
            return errors.bad_key_problem()
        place = (base_url, key, tuple(headers.items()))
        client = self._clients.get(place)
        if client is None:
            try:
                client = self._clients[place] = make_client(base_url, key, headers)
            except Exception as error:
                return errors.redact_key(
                    errors.translate_error(error, host_and_port(base_url)), key
                )
        return client


def _opened_signal(response: httpx2.Response) -> Opened:
    headers = {
        name: value for name, value in response.headers.items() if name not in _DROPPED_HEADERS
    }
    if codings := response.extensions.get(CODINGS):
        headers["content-encoding"] = codings
    return Opened(response.extensions[HEAD_AT_NS], response.status_code, headers)


def _http_problem(
    response: httpx2.Response, body: bytes, host: str, key: Secret | None, request: Request | None
) -> Problem:
    return http_problem(
        *(response.status_code, response.headers, body),
        host=host,
        key_sent=key is not None,
        request=request,
    )
