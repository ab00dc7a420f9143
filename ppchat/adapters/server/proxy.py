"""A loopback reverse proxy: forwards the requests of any client, and reports each stream."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from ppchat.adapters.openai.errors import redact_key, translate_error
from ppchat.adapters.openai.network import RECEIVED, stamp_arrivals
from ppchat.adapters.server.access import LOOPBACK_NAMES
from ppchat.adapters.server.body_reader import BodyReader
from ppchat.adapters.server.connection import Exchange
from ppchat.adapters.server.request import HttpRequest
from ppchat.adapters.server.server import Server, start_server
from ppchat.core.dialects.registry import dialect_of_path
from ppchat.core.formats.http_exchange import parse_request
from ppchat.core.security.redact import redact_headers, redact_json
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Request,
    Signal,
    Started,
)
from ppchat.core.text.json_text import NestingError, parse_json

StreamObserver = Callable[[Request], Callable[[Signal], None]]
"""Called with each request for a stream; returns a function to call with its signals."""

_HOP_BY_HOP: Final = frozenset(
    (
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te"),
        *(b"proxy-connection", b"trailer", b"transfer-encoding", b"upgrade"),
    )
)
_REPLACED: Final = frozenset((b"host", b"origin", b"content-length", b"expect"))
"""Headers of a request that the proxy answers to, or sends anew."""
_ASSUMED_BODY: Final = {"stream": True}
"""What is recorded of a request nested too deeply to be read or redacted."""
_KEY_HEADERS: Final = ("authorization", "api-key", "x-api-key")
_CONNECT_TIMEOUT_S: Final = 30.0
_MAX_IDLE_CONNECTIONS: Final = 32


class ProxyHandler:
    """Forwards requests to a target, byte for byte and without buffering."""

    def __init__(
        self,
        target: str,
        watch: StreamObserver,
        *,
        clock: Callable[[], int],
        on_plain: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_plain` is called with each request to a model that asks for no stream."""
        self._on_plain = on_plain
        self._target = target.rstrip("/")
        self._watch = watch
        self._clock = clock
        self._target_host = urlsplit(target).netloc.rpartition("@")[2]
        local = urlsplit(target).hostname in LOOPBACK_NAMES
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(None, connect=_CONNECT_TIMEOUT_S),
            limits=httpx2.Limits(
                max_connections=None, max_keepalive_connections=_MAX_IDLE_CONNECTIONS
            ),
            trust_env=not local,  # never reach a loopback server through HTTP_PROXY
        )
        stamp_arrivals(self._client)

    async def __call__(self, exchange: Exchange) -> None:
        """Forward one request."""
        request = exchange.request
        body = _stream_body(request)
        if body is None and request.method == "POST" and dialect_of_path(request.path):
            self._on_plain()
        emit = self._emitter(body, request)
        emit(Started(self._clock()))
        received = bytearray()
        RECEIVED.set(received)
        try:
            response = await self._send(request)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            problem = translate_error(error, self._target_host, bytes(received))
            problem = redact_key(problem, _client_key(request))
            emit(Ended(self._clock(), End.REFUSED, problem))
            message = f"The target cannot be reached: {problem.message}."
            await exchange.respond_error(502, message, "bad_gateway")
            return
        except BaseException:
            emit(Ended(self._clock(), End.STOPPED))
            raise
        try:
            await self._forward_response(exchange, response, emit, watched=body is not None)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close the connections to the target."""
        await self._client.aclose()

    async def _send(self, request: HttpRequest) -> httpx2.Response:
        """Send a request, again if the connection that was kept for it turns out to be closed.

        A client with a connection of its own would never meet that.
        """
        for _ in range(_MAX_IDLE_CONNECTIONS):
            forwarded, is_new = self._forwarded_request(request), asyncio.Event()

            async def trace(step: str, _: object, is_new: asyncio.Event = is_new) -> None:
                if step == "connection.connect_tcp.started":
                    is_new.set()

            forwarded.extensions["trace"] = trace
            try:
                return await self._client.send(forwarded, stream=True)
            except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
                if is_new.is_set():
                    raise
        return await self._client.send(self._forwarded_request(request), stream=True)

    def _forwarded_request(self, request: HttpRequest) -> httpx2.Request:
        headers = [
            (name, value)
            for name, value in _end_to_end(request.headers)
            if name.lower() not in _REPLACED
        ]
        return httpx2.Request(
            request.method,
            self.target_url(request.target),
            headers=headers,
            content=request.body or None,
        )

    def target_url(self, target: str) -> str:
        """The URL that a request goes to; the path of the proxy's target replaces `/v1`.

        What stands beside `/v1` on a server (Ollama's `/api`) does not go below it.
        """
        if urlsplit(self._target).path and (target + "/").startswith(("/v1/", "/v1?")):
            target = target.removeprefix("/v1")
        if target.startswith("/api/"):
            return self._target.removesuffix("/v1") + target
        return self._target + target

    def _emitter(
        self, body: dict[str, Any] | None, request: HttpRequest
    ) -> Callable[[Signal], None]:
        if body is None:
            return lambda _: None
        redacted = redact_json(body)
        if not isinstance(redacted, dict):
            redacted = _ASSUMED_BODY
        url = self.target_url(request.target)
        return self._watch(parse_request(url, redacted, request.method))

    async def _forward_response(
        self,
        exchange: Exchange,
        response: httpx2.Response,
        emit: Callable[[Signal], None],
        *,
        watched: bool,
    ) -> None:
        status, headers = response.status_code, dict(response.headers.items())
        emit(Opened(self._clock(), status, redact_headers(headers)))
        reader = BodyReader(status, headers)
        end, problem = End.STOPPED, None  # cancelled: the client disconnected
        try:
            await exchange.start(status, _end_to_end(response.headers.raw))
            try:
                async for chunk in response.aiter_raw():
                    at_ns = self._clock()
                    await exchange.write(chunk)
                    for number, frames in enumerate(reader.feed(chunk, at_ns) if watched else ()):
                        if number:
                            await asyncio.sleep(0)  # a chunk may unpack to very many
                        emit(Arrived(frames))
            except httpx2.HTTPError as error:
                end = End.BROKEN
                problem = translate_error(error, self._target_host)
            else:
                end, problem = reader.ending(self._target_host)
                await exchange.finish()
        except ConnectionError:
            raise  # the client disconnected
        except Exception as error:
            end, problem = End.BROKEN, translate_error(error, self._target_host)
            raise
        finally:
            if rest := reader.flush(self._clock()):
                emit(Arrived(rest))
            key = _client_key(exchange.request)
            emit(Ended(self._clock(), end, problem and redact_key(problem, key)))


def _end_to_end(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers that are not for this connection alone (RFC 9110, section 7.6.1)."""
    named = [value for name, value in headers if name.lower() == b"connection"]
    dropped = _HOP_BY_HOP | {name.strip().lower() for name in b",".join(named).split(b",")}
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def _stream_body(request: HttpRequest) -> dict[str, Any] | None:
    """The body of a request for a stream; None for any other request."""
    if request.method == "GET":
        return {} if request.query.get("stream") == "true" else None
    try:
        body = parse_json(request.body)
    except NestingError:
        return _ASSUMED_BODY
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    dialect = dialect_of_path(request.path) if request.method == "POST" else None
    by_default = dialect is not None and dialect.streams_by_default
    return body if body.get("stream", by_default) is True else None


def _client_key(request: HttpRequest) -> Secret | None:
    """The key that the client sent, which the server may echo."""
    keys = (request.header(name).rpartition(" ")[2] for name in _KEY_HEADERS)
    return next((Secret(key) for key in keys if key), None)


async def run_proxy(
    target: str,
    watch: StreamObserver,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    sock: socket.socket | None = None,
    origins: Iterable[str] = (),
    clock: Callable[[], int] = time.monotonic_ns,
    on_plain: Callable[[], None] = lambda: None,
) -> tuple[Server, ProxyHandler]:
    """Start a proxy to `target`, on `sock` if given; the caller closes both results.

    Pages of these `origins` may use it.

    Raises OSError if it cannot listen.
    """
    proxy = ProxyHandler(target, watch, clock=clock, on_plain=on_plain)
    try:
        return await start_server(proxy, host=host, port=port, sock=sock, origins=origins), proxy
    except OSError:
        await proxy.aclose()
        raise
