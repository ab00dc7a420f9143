"""A loopback reverse proxy: any client's requests pass through, and each stream is noted."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from ppchat.adapters.server.connection import Exchange
from ppchat.adapters.server.http import HttpRequest
from ppchat.adapters.server.server import Server, listening
from ppchat.core.formats.http_exchange import resumed
from ppchat.core.security.redact import masked, masked_headers, masked_url
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
from ppchat.core.stream.sse import Frame, Splitter

Watch = Callable[[Request], Callable[[Signal], None]]
"""Called with each request that may bring a stream; what it gives is called with the signals."""

_HOP_BY_HOP: Final = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te"),
        *("proxy-connection", "trailer", "transfer-encoding", "upgrade"),
    )
)
_OWN: Final = _HOP_BY_HOP | {"host", "content-length", "expect"}
_CONNECT_S: Final = 30.0
_STREAM: Final = "text/event-stream"


class Proxy:
    """Passes requests on to a target, byte for byte and as they come."""

    def __init__(self, target: str, watch: Watch, *, host: str, clock: Callable[[], int]) -> None:
        self._target = target.rstrip("/")
        self._watch = watch
        self._host = host
        self._clock = clock
        local = urlsplit(target).hostname in ("127.0.0.1", "localhost", "::1")
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(None, connect=_CONNECT_S),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=32),
            trust_env=not local,  # a loopback server is never asked through HTTP_PROXY
        )

    async def __call__(self, exchange: Exchange) -> None:
        """Pass one request on."""
        asked = exchange.request
        if not asked.is_for(self._host):
            await exchange.respond_error(403, "This proxy answers to its own name only.")
            return
        if not asked.target.startswith("/"):
            await exchange.respond_error(400, "The target of the request must be a path.")
            return
        body = _stream_body(asked)
        note = self._note(body, asked.target)
        note(Started(self._clock()))
        try:
            request = self._request(asked, identity=body is not None)
            response = await self._client.send(request, stream=True)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            message = f"The target can't be reached: {error or type(error).__name__}"
            note(Ended(self._clock(), End.REFUSED, Problem("unreachable", message)))
            await exchange.respond_error(502, message, "bad_gateway")
            return
        except BaseException:
            note(Ended(self._clock(), End.STOPPED))
            raise
        try:
            await self._pass_on(exchange, response, note)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close the connections to the target."""
        await self._client.aclose()

    def _request(self, asked: HttpRequest, *, identity: bool) -> httpx2.Request:
        headers = [(name, value) for name, value in asked.headers if name.lower() not in _OWN]
        if identity:
            # What is compressed can't be read event by event. All else stays as it was.
            headers = [each for each in headers if each[0].lower() != "accept-encoding"]
            headers.append(("accept-encoding", "identity"))
        return httpx2.Request(
            asked.method,
            self.url(asked.target),
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            content=asked.body or None,
        )

    def url(self, target: str) -> str:
        """Where a request's target is at the proxy's target, whose own path stands for `/v1`."""
        if urlsplit(self._target).path and (target + "/").startswith(("/v1/", "/v1?")):
            target = target.removeprefix("/v1")
        return self._target + target

    def _note(self, body: dict[str, Any] | None, target: str) -> Callable[[Signal], None]:
        if body is None:
            return lambda _: None
        kept = masked(body)
        if not isinstance(kept, dict):  # it was nested too deep to be looked through
            kept = {"stream": True}
        return self._watch(Request(kept, masked_url(self._target), resumed(target)))

    async def _pass_on(
        self, exchange: Exchange, response: httpx2.Response, note: Callable[[Signal], None]
    ) -> None:
        status, splitter = response.status_code, Splitter()
        headers = dict(response.headers.items())
        note(Opened(self._clock(), status, masked_headers(headers)))
        is_stream = headers.get("content-type", "").startswith(_STREAM)
        is_stream = is_stream and headers.get("content-encoding", "identity") == "identity"
        told = b""
        end, problem = End.STOPPED, None  # what holds when this is cancelled: the client has left
        try:
            await exchange.start(
                status,
                [
                    (name.decode("latin-1"), value.decode("latin-1"))
                    for name, value in response.headers.raw
                    if name.decode("latin-1").lower() not in _HOP_BY_HOP
                ],
            )
            try:
                async for chunk in response.aiter_raw():
                    at_ns = self._clock()
                    await exchange.write(chunk)
                    if is_stream:
                        frames = splitter.feed(chunk)
                        if frames:
                            note(Arrived(tuple(Frame(raw, at_ns) for raw in frames)))
                    elif len(told) < 4096:
                        told += chunk
            except httpx2.HTTPError as error:
                end = End.BROKEN
                problem = Problem("broken", f"the connection broke off: {error}")
                exchange.drop()
            else:
                end = End.EOF if is_stream else End.REFUSED
                problem = None if is_stream else _refusal(status, headers, told)
                await exchange.finish()
        finally:
            rest = splitter.flush()
            if rest:
                note(Arrived((Frame(rest, self._clock()),)))
            note(Ended(self._clock(), end, problem))


def _stream_body(asked: HttpRequest) -> dict[str, Any] | None:
    """The body of a request that asks for a stream; None for any other."""
    if asked.method == "GET":
        return {} if asked.query.get("stream") == "true" else None
    try:
        body = json.loads(asked.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and body.get("stream") is True else None


def _refusal(status: int, headers: dict[str, str], told: bytes) -> Problem:
    """Why there was no stream, from what came instead."""
    try:
        message = json.loads(told)["error"]["message"]
    except (ValueError, LookupError, TypeError, RecursionError):
        kind = headers.get("content-type", "nothing")
        first = told.decode(errors="replace").strip().partition("\n")[0]
        message = f"not a stream: {kind}: {first}"
    return Problem("status", f"{status}: {message}"[:2000], status=status)


async def proxying(
    target: str,
    watch: Watch,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    sock: socket.socket | None = None,
    clock: Callable[[], int] = time.monotonic_ns,
) -> tuple[Server, Proxy]:
    """Start a proxy to `target`, on `sock` where it is given; both are to be closed.

    Raises OSError where it can't listen.
    """
    proxy = Proxy(target, watch, host=host, clock=clock)
    try:
        return await listening(proxy, host=host, port=port, sock=sock), proxy
    except OSError:
        await proxy.aclose()
        raise
