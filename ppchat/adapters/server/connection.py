"""A client's connection: requests in, responses out; a disconnect is noticed at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from ppchat.adapters.server.http import HttpError, HttpRequest, RequestReader

_READ_AHEAD_BYTES: Final = 256 * 1024
"""Bytes read ahead of the request in progress before reading pauses."""
_REQUEST_TIMEOUT_S: Final = 60.0
"""How long a client may take to send the rest of a request, or the next one."""

Handler = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """A request and its response. Its task is cancelled when the client disconnects."""

    def __init__(self, request: HttpRequest, connection: Connection) -> None:
        self.request: Final = request
        self.started = False
        self._connection = connection
        self._chunked = request.minor == 1
        self._keeps_alive = request.keeps_alive

    async def respond(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        """Send a complete response."""
        all_headers = {"content-type": content_type, "content-length": str(len(body)), **headers}
        self._chunked = False
        self._send_head(status, all_headers.items())
        if self.request.method != "HEAD":
            await self._connection.write(body)

    async def respond_json(self, status: int, value: Mapping[str, Any]) -> None:
        """Send a complete JSON response."""
        body = json.dumps(value, separators=(",", ":")).encode()
        await self.respond(status, body, "application/json")

    async def respond_error(self, status: int, message: str, code: str | None = None) -> None:
        """Send an error in OpenAI's format."""
        error_type = "server_error" if status >= 500 else "invalid_request_error"
        error = {"message": message, "type": error_type, "param": None, "code": code}
        await self.respond_json(status, {"error": error})

    async def start(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        """Send the head of a streamed response, chunked unless the headers give its length."""
        all_headers = list(headers)
        has_length = any(name.lower() == "content-length" for name, _ in all_headers)
        if has_length or status in (204, 304) or self.request.method == "HEAD":
            self._chunked = False
        elif self._chunked:
            all_headers.append(("transfer-encoding", "chunked"))
        else:
            self._keeps_alive = False
        self._send_head(status, all_headers)
        await self._connection.write(b"")

    async def write(self, data: bytes) -> None:
        """Send a part of the body; waits while the client is not reading."""
        if data and self._chunked:
            data = b"%x\r\n%b\r\n" % (len(data), data)
        await self._connection.write(data)

    async def finish(self) -> None:
        """Send the end of the body."""
        if self._chunked:
            await self._connection.write(b"0\r\n\r\n")

    def drop(self) -> None:
        """Close the connection without ending the body, once pending bytes are sent."""
        self._keeps_alive = False

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open after this response."""
        return self._keeps_alive

    def _send_head(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        self.started = True
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = ""
        all_headers = [*headers, ("connection", "keep-alive" if self._keeps_alive else "close")]
        lines = "".join(f"{name}: {value}\r\n" for name, value in all_headers)
        self._connection.send(f"HTTP/1.1 {status} {phrase}\r\n{lines}\r\n".encode("latin-1"))


class Connection(asyncio.Protocol):
    """Answers the requests of one client, one after another."""

    def __init__(self, handler: Handler, connections: set[Connection]) -> None:
        self._handler = handler
        self._connections = connections
        self._reader = RequestReader()
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
        self._reader.feed(data)
        if self.task is None:
            self._advance()
        elif self._reader.pending_bytes > _READ_AHEAD_BYTES and self._transport:
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

    def send(self, data: bytes) -> None:
        """Write bytes to the transport."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the client has disconnected")
        self._transport.write(data)

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait while the client is not reading."""
        if data:
            self.send(data)
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
            placeholder = HttpRequest("GET", "/", (("connection", "close"),), b"", 1)
            self._begin(placeholder, _refusal(error))
            return
        if request is not None:
            self._begin(request, self._handler)
        elif self._reader.awaits_continue:
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _begin(self, request: HttpRequest, handler: Handler) -> None:
        if self._timeout:
            self._timeout.cancel()
        self.task = self._loop.create_task(self._answer(Exchange(request, self), handler))

    async def _answer(self, exchange: Exchange, handler: Handler) -> None:
        try:
            await handler(exchange)
        except ConnectionError:
            exchange.drop()
        except Exception as error:
            # An error in a request must never stop the server. Report it to the client if possible.
            if exchange.started:
                exchange.drop()
            else:
                with suppress(ConnectionError):
                    await exchange.respond_error(500, f"{type(error).__name__} in the server")
        finally:
            self.task = None
        if self._transport is None or self._transport.is_closing():
            return
        if not exchange.keep_alive:
            self._transport.close()
            return
        self._wait_for_request()
        self._transport.resume_reading()
        self._advance()


def _refusal(error: HttpError) -> Handler:
    async def refuse(exchange: Exchange) -> None:
        await exchange.respond_error(error.status, str(error))

    return refuse
