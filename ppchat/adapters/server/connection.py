"""A client's connection: requests in, responses out; a disconnect is noticed at once.

h11 knows the protocol. Limits, back-pressure and time are decided here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import h11

from ppchat.adapters.server.access import Access, Headers, preflight_headers, without_grants
from ppchat.adapters.server.request import HEAD_LIMIT, HttpError, HttpRequest, RequestReader
from ppchat.core.dialects.replay.traits import openai_error
from ppchat.core.stream.status_phrases import status_phrase

_READ_AHEAD_BYTES: Final = 256 * 1024
"""Bytes read ahead of the request in progress before reading pauses."""
_REQUEST_TIMEOUT_S: Final = 60.0
"""How long a client may take to send the rest of a request, or the next one."""

Handler = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """A request and its response. Its task is cancelled when the client disconnects."""

    def __init__(self, request: HttpRequest, connection: Connection, grant: Headers) -> None:
        """`grant` are the headers by which a page in a browser may read the response."""
        self.request: Final = request
        self.started = False
        self.error_body: Callable[[int, str, str | None], Mapping[str, Any]] = openai_error
        """The body of an error, by its status, message and code."""
        self._grant = grant
        self._connection = connection
        self._has_body = request.method != "HEAD"

    async def respond(self, status: int, body: bytes, content_type: str) -> None:
        """Send a complete response."""
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        head = self._head(status, headers)
        data = [h11.Data(data=body)] if self._has_body else []
        self._connection.send(head, *data, h11.EndOfMessage())
        await self._connection.drain()

    async def respond_json(self, status: int, value: Mapping[str, Any]) -> None:
        """Send a complete JSON response."""
        body = json.dumps(value, separators=(",", ":")).encode()
        await self.respond(status, body, "application/json")

    async def respond_error(self, status: int, message: str, code: str | None = None) -> None:
        """Send an error."""
        await self.respond_json(status, self.error_body(status, message, code))

    async def start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Send the head of a streamed response, chunked unless the headers give its length."""
        self._connection.send(self._head(status, headers))
        await self._connection.drain()

    async def write(self, data: bytes) -> None:
        """Send a part of the body; waits while the client is not reading."""
        if self._has_body:
            self._connection.send(h11.Data(data=data))
        await self._connection.drain()

    async def finish(self) -> None:
        """Send the end of the body. Without it, the connection is closed after the response."""
        self._connection.send(h11.EndOfMessage())
        await self._connection.drain()

    def _head(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> h11.Response:
        phrase = status_phrase(status).encode()
        closing = [] if self._connection.is_reusable else [(b"connection", b"close")]
        if self._grant:
            headers = [*without_grants(headers), *self._grant]
        head = h11.Response(status_code=status, headers=[*headers, *closing], reason=phrase)
        self.started = True
        self._has_body = self._has_body and status not in (204, 304)
        return head


_Sent = h11.InformationalResponse | h11.Response | h11.Data | h11.EndOfMessage


class Connection(asyncio.Protocol):
    """Answers the requests of one client, one after another."""

    def __init__(self, handler: Handler, access: Access, connections: set[Connection]) -> None:
        self._handler = handler
        self._access = access
        self._connections = connections
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
        self._reader = RequestReader(self._http, access)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self.task: asyncio.Task[None] | None = None
        """The response in progress; None between two requests."""
        self._writable: asyncio.Future[None] | None = None
        self._timeout: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(self)
        self._wait_for_request()

    def data_received(self, data: bytes) -> None:
        self._http.receive_data(data)
        if self.task is None:
            self._advance()
        elif self._transport and len(self._http.trailing_data[0]) > _READ_AHEAD_BYTES:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        self.abandon()
        return False

    def connection_lost(self, _: Exception | None) -> None:
        self.abandon()
        self._connections.discard(self)

    def pause_writing(self) -> None:
        if self._writable is None:
            self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    @property
    def is_reusable(self) -> bool:
        """Whether the client's request was read to its end, and another may follow it."""
        return self._http.their_state is h11.DONE

    def send(self, *events: _Sent) -> None:
        """Write parts of a response to the transport."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the client has disconnected")
        self._transport.write(b"".join([self._http.send(event) for event in events]))

    async def drain(self) -> None:
        """Wait while the client is not reading."""
        if self._writable is not None:
            await self._writable

    def abandon(self) -> None:
        """Cancel the response in progress, and close the connection."""
        if self._timeout:
            self._timeout.cancel()
        if self.task:
            self.task.cancel()
        self.resume_writing()
        if self._transport:
            self._transport.close()

    async def aclose(self) -> None:
        """Abandon the connection, and wait until its task has ended."""
        task = self.task
        self.abandon()
        if task:
            with suppress(asyncio.CancelledError):
                await task

    def _wait_for_request(self) -> None:
        if self._timeout:
            self._timeout.cancel()
        self._timeout = self._loop.call_later(_REQUEST_TIMEOUT_S, self.abandon)

    def _advance(self) -> None:
        """Start to answer the next request, if it is complete."""
        try:
            request = self._reader.next()
        except HttpError as error:
            unread = self._reader.head or HttpRequest("GET", "/", (), b"")
            self._begin(unread, _refuse(error))
            return
        if request is not None:
            self._begin(request, self._handler_of(request))
        elif self._http.they_are_waiting_for_100_continue:
            self.send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))

    def _handler_of(self, request: HttpRequest) -> Handler:
        origin, method = request.header("origin"), request.header("access-control-request-method")
        is_preflight = self._access.is_preflight(request.method, origin, method)
        return _allow if is_preflight else self._handler

    def _begin(self, request: HttpRequest, handler: Handler) -> None:
        if self._timeout:
            self._timeout.cancel()
        exchange = Exchange(request, self, self._access.grant(request.header("origin")))
        self.task = self._loop.create_task(self._answer(exchange, handler))

    async def _answer(self, exchange: Exchange, handler: Handler) -> None:
        try:
            await handler(exchange)
        except ConnectionError:
            pass
        except Exception as error:
            # An error in a request must never stop the server. Report it to the client if possible.
            if not exchange.started:
                with suppress(ConnectionError):
                    await exchange.respond_error(500, f"{type(error).__name__} in the server")
        finally:
            self.task = None
        if self._transport is None or self._transport.is_closing():
            return
        if set(self._http.states.values()) != {h11.DONE}:
            self._transport.close()
            return
        self._http.start_next_cycle()
        self._wait_for_request()
        self._transport.resume_reading()
        self._advance()


async def _allow(exchange: Exchange) -> None:
    """Answer a preflight request: whatever the page asks for is allowed."""
    method, headers = "access-control-request-method", "access-control-request-headers"
    header = exchange.request.header
    await exchange.start(204, preflight_headers(header(method), header(headers)))
    await exchange.finish()


def _refuse(error: HttpError) -> Handler:
    async def refuse(exchange: Exchange) -> None:
        await exchange.respond_error(error.status, str(error))

    return refuse
