"""A request → stamped frames, through the openai client."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Final

import httpx2
from openai import APIStatusError, AsyncOpenAI

from ppchat.adapters.gc_tuning import freeze_libraries
from ppchat.adapters.openai import errors
from ppchat.adapters.openai.client import (
    BODY_LIMIT,
    BODY_TIMEOUT_S,
    CODINGS,
    HEAD_AT_NS,
    arrived_at_ns,
    host_and_port,
    is_compressed,
    make_client,
)
from ppchat.adapters.openai.sender import sending
from ppchat.adapters.openai.warm_up import warm_up
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT, dialect_of_request
from ppchat.core.security.secret import Secret
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.http_errors import NO_ENDPOINT, http_problem
from ppchat.core.stream.json_lines import LineSplitter
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
from ppchat.core.stream.sniff import EVENT_STREAM, StreamSniffer, media_type
from ppchat.core.stream.sse import Frame, FrameSplitter
from ppchat.core.text.json_text import parse_json

_DROPPED_HEADERS: Final = frozenset({"set-cookie", "authorization", "proxy-authenticate"})
_GRACE_S: Final = 2.0
"""How long a server may take to close a stream after its terminal event."""
_MODELS_LIMIT: Final = 16 * 1024 * 1024


_UNREAD: Final = {"x-stainless-raw-response": "stream"}
"""The header by which the client's wrappers say that they read a response themselves."""


class OpenAIReader:
    """Sends requests and yields the streams; keeps a warm connection to each server.

    It starts by loading what the first request needs, of the first of `dialects` at least.
    """

    def __init__(self, dialects: Sequence[Dialect] = (DEFAULT_DIALECT,)) -> None:
        self._clients: dict[tuple[str, Secret | None], AsyncOpenAI] = {}
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

    async def stream(self, request: Request, key: Secret | None = None) -> AsyncGenerator[Signal]:
        """Send the request once, and yield its signals.

        To stop, cancel the task or `aclose` the iterator: the connection is closed at once.
        """
        client = self._client(request.base_url, key)
        if isinstance(client, Problem):
            yield Started(time.monotonic_ns())
            yield Ended(time.monotonic_ns(), End.REFUSED, client)
            return
        if self._warm:
            await self._warm_up(dialect_of_request(request))
        host = host_and_port(request.base_url)
        end, problem = End.REFUSED, None
        asked = None if request.resume else request
        stamper = _FrameStamper(request)
        received = bytearray()
        try:
            async with sending(client, request, received) as (t0_ns, pending):
                yield Started(t0_ns)
                http = (await pending).http_response
                yield _opened_signal(http)
                chunks = http.aiter_raw()  # whatever could be unpacked is unpacked already
                splitter, chunk = await _sniff_body(
                    http, chunks, resumed=request.resume is not None
                )
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
                            _read_trailing(chunks, terminal_ns)
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

    async def list_models(self, base_url: str, key: Secret | None = None) -> list[str] | Problem:
        """The names of the models that a server offers, or why they cannot be listed."""
        client = self._client(base_url, key)
        if isinstance(client, Problem):
            return client
        host = host_and_port(base_url)
        try:
            async with client.models.with_streaming_response.list() as response:
                body = await _read_start(response.iter_bytes(), _MODELS_LIMIT)
            names = [str(model["id"]) for model in parse_json(body)["data"]]
        except APIStatusError as error:
            request = Request({}, base_url, method="GET", path="/models")
            problem = _http_problem(error.response, error.response.content, host, key, request)
        except (ValueError, TypeError, KeyError):
            problem = Problem(
                "not a list", f"{host} did not return a list of models", "Check the base URL."
            )
        except Exception as error:
            problem = errors.translate_error(error, host)
        else:
            return sorted(names)
        return errors.redact_key(problem, key)

    async def probe(
        self, base_url: str, dialect: Dialect, key: Secret | None = None
    ) -> Problem | None:
        """Why a server cannot be asked in a dialect; None if it can.

        It is sent a request without content, which costs nothing: no model can answer it.
        """
        client = self._client(base_url, key)
        if isinstance(client, Problem):
            return client
        host = host_and_port(base_url)
        try:
            response = await client.post(
                dialect.path, body={}, cast_to=httpx2.Response, options={"headers": _UNREAD}
            )
            await response.aclose()
        except APIStatusError as error:
            request = Request({"model": ""}, base_url, path=dialect.path)
            problem = _http_problem(error.response, error.response.content, host, key, request)
            lacks_it = problem.kind in (NO_ENDPOINT, "unauthorized", "forbidden", "redirect")
            return errors.redact_key(problem, key) if lacks_it else None
        except Exception as error:
            return errors.redact_key(errors.translate_error(error, host), key)
        return None

    def _client(self, base_url: str, key: Secret | None) -> AsyncOpenAI | Problem:
        if key is not None and not key.usable:
            return errors.bad_key_problem()
        client = self._clients.get((base_url, key))
        if client is None:
            try:
                client = self._clients[base_url, key] = make_client(base_url, key)
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


async def _sniff_body(
    response: httpx2.Response, chunks: AsyncIterator[bytes], *, resumed: bool
) -> tuple[FrameSplitter | LineSplitter | None, bytes | None]:
    """What splits the body, if it is a stream, and the bytes read to find out.

    An empty body is not a stream, unless `resumed`: then there was nothing left to send.
    """
    if is_compressed(response):
        return None, None
    content_type = response.headers.get("content-type", "")
    head = await anext(chunks, None)
    if media_type(content_type) == EVENT_STREAM:
        return (None if head is None and not resumed else FrameSplitter()), head
    sniffer, chunk = StreamSniffer(content_type), head
    while chunk is not None:
        is_stream = sniffer.feed(chunk)
        if is_stream:
            return sniffer.splitter(), bytes(sniffer.head)
        if is_stream is not None:
            return None, bytes(sniffer.head) + await _read_start(chunks, BODY_LIMIT)
        chunk = await _next_chunk(chunks) if sniffer.may_be_lines else await anext(chunks, None)
    return None, bytes(sniffer.head)


async def _next_chunk(chunks: AsyncIterator[bytes]) -> bytes | None:
    """A chunk of a body that may be an error, whose server may leave the connection open."""
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await anext(chunks, None)
    except (TimeoutError, httpx2.TransportError):
        return None


async def _read_start(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The first bytes of a body, as far as they arrive before the timeout."""
    body = b""
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in chunks:
                body += chunk
                if len(body) >= limit:
                    break
    except (TimeoutError, httpx2.TransportError):
        pass  # the start of the body is enough
    return body


async def _read_trailing(chunks: AsyncIterator[bytes], terminal_ns: int) -> bytes | None:
    """A chunk after the terminal event; None at the end or after the grace period."""
    left_s = _GRACE_S - (time.monotonic_ns() - terminal_ns) / 1e9
    try:
        async with asyncio.timeout(left_s):
            return await anext(chunks, None)
    except TimeoutError:
        return None


class _FrameStamper:
    """Splits a body into stamped frames."""

    def __init__(self, request: Request) -> None:
        self.splitter: FrameSplitter | LineSplitter = FrameSplitter()
        self._last_seen = request.resume[1] if request.resume else None
        self._dialect = dialect_of_request(request)
        self._terminal_type = re.compile(
            "|".join(map(re.escape, self._dialect.last_types)).encode()
        )
        self.terminal_ns = 0
        """When the terminal event arrived; 0 before."""

    def feed(self, chunk: bytes, at_ns: int) -> tuple[Frame, ...]:
        """The frames that `chunk` completes, except those that a resumed stream repeats."""
        frames = tuple([Frame(raw, at_ns) for raw in self.splitter.feed(chunk)])
        if self._last_seen is not None:
            frames = tuple(frame for frame in frames if not self._is_repeated(frame))
        if not self.terminal_ns and any(map(self._is_terminal, frames)):
            self.terminal_ns = at_ns
        return frames

    def flush(self, at_ns: int) -> tuple[Frame, ...]:
        """What follows the last blank line."""
        raw = self.splitter.flush()
        return (Frame(raw, at_ns),) if raw else ()

    def _is_terminal(self, frame: Frame) -> bool:
        """Whether a frame is the last event; some servers leave the connection open after it."""
        # Nearly all others are ruled out without parsing.
        return (
            self._terminal_type.search(frame.raw) is not None
            and parse_event(0, frame, self._dialect).type in self._dialect.last_types
        )

    def _is_repeated(self, frame: Frame) -> bool:
        """Whether a resumed stream repeats an event received before the break."""
        number = parse_event(0, frame, self._dialect).data.get("sequence_number")
        return isinstance(number, int) and self._last_seen is not None and number <= self._last_seen
