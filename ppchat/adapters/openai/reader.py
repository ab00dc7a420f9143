"""A request → stamped frames, over the openai client."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import httpx2
from openai import APIStatusError, AsyncAPIResponse, AsyncOpenAI
from openai.resources.responses import AsyncResponses

from ppchat.adapters.openai.client import (
    BODY_LIMIT,
    BODY_PATIENCE_S,
    HEAD_AT_NS,
    host_of,
    is_compressed,
    make_client,
)
from ppchat.adapters.openai.errors import bad_key, masked, problem
from ppchat.core.dialects.responses.event_types import TERMINAL
from ppchat.core.security.secret import Secret
from ppchat.core.stream.event import event
from ppchat.core.stream.http_errors import begins_stream, not_a_stream, refusal
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

_HIDDEN: Final = frozenset({"set-cookie", "authorization", "proxy-authenticate"})
_GRACE_S: Final = 2.0
"""How long a server may take to close a stream after its last event."""
_LAST: Final = re.compile("|".join(map(re.escape, sorted(TERMINAL))).encode())
_MODELS_LIMIT: Final = 16 * 1024 * 1024


class Reader:
    """Asks servers and gives what they stream. Keeps a warm connection to each."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, Secret | None], AsyncOpenAI] = {}

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    async def stream(self, request: Request, key: Secret | None = None) -> AsyncGenerator[Signal]:
        """Ask once, and give what comes.

        To stop, cancel the task or `aclose` the iterator: the connection is closed at once.
        """
        client = self._client(request.base_url, key)
        yield Started(time.monotonic_ns())
        if isinstance(client, Problem):
            yield Ended(time.monotonic_ns(), End.REFUSED, client)
            return
        host = host_of(request.base_url)
        end, found = End.REFUSED, None
        cutter = _Cutter(request.resume[1] if request.resume else None)
        try:
            async with _asking(client, request) as response:
                http = response.http_response
                yield _opened(http)
                chunks = http.aiter_raw()  # a compressed body is no stream, so nothing is to decode
                is_stream, chunk = await _judged(http, chunks, resumed=request.resume is not None)
                at_ns = time.monotonic_ns()
                if not is_stream:
                    found = not_a_stream(http.status_code, http.headers, chunk or b"")
                else:
                    end = End.BROKEN
                    while chunk is not None:
                        if frames := cutter.feed(chunk, at_ns):
                            yield Arrived(frames)
                        over_ns = cutter.over_ns
                        chunk = await (_soon(chunks, over_ns) if over_ns else anext(chunks, None))
                        at_ns = time.monotonic_ns()
                    end = End.EOF
        except APIStatusError as error:
            yield _opened(error.response)
            found = _refusal(error.response, host, key)
        except Exception as error:
            found = problem(error, host)
        at_ns = time.monotonic_ns()
        if frames := cutter.rest(at_ns):
            yield Arrived(frames)
        yield Ended(at_ns, end, found and masked(found, key))

    async def models(self, base_url: str, key: Secret | None = None) -> list[str] | Problem:
        """The names of the models that a server offers, or why it does not tell."""
        client = self._client(base_url, key)
        if isinstance(client, Problem):
            return client
        host = host_of(base_url)
        try:
            async with client.models.with_streaming_response.list() as response:
                body = await _beginning(response.iter_bytes(), _MODELS_LIMIT)
            names = [str(model["id"]) for model in json.loads(body)["data"]]
        except APIStatusError as error:
            found = _refusal(error.response, host, key)
        except (ValueError, TypeError, KeyError, RecursionError):
            found = Problem("not a list", f"{host} gave no list of models", "Check the base URL.")
        except Exception as error:
            found = problem(error, host)
        else:
            return sorted(names)
        return masked(found, key)

    def _client(self, base_url: str, key: Secret | None) -> AsyncOpenAI | Problem:
        if key is not None and not key.usable:
            return bad_key()
        client = self._clients.get((base_url, key))
        if client is None:
            try:
                client = self._clients[base_url, key] = make_client(base_url, key)
            except Exception as error:
                return masked(problem(error, host_of(base_url)), key)
        return client


_NAMED: Final = frozenset(
    name
    for name in inspect.signature(AsyncResponses.create).parameters
    if name not in ("self", "stream", "timeout") and not name.startswith("extra_")
)
"""The fields of a request for which the client has a parameter."""


def _asking(
    client: AsyncOpenAI, request: Request
) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
    responses = client.responses.with_streaming_response
    if request.resume:
        identity, after = request.resume
        return responses.retrieve(identity, stream=True, starting_after=after)
    named: dict[str, Any] = {name: v for name, v in request.body.items() if name in _NAMED}
    extra = {name: v for name, v in request.body.items() if name not in _NAMED}
    extra.pop("stream", None)
    return responses.create(**named, stream=True, extra_body=extra or None)


def _opened(response: httpx2.Response) -> Opened:
    shown = {name: value for name, value in response.headers.items() if name not in _HIDDEN}
    return Opened(response.extensions[HEAD_AT_NS], response.status_code, shown)


def _refusal(response: httpx2.Response, host: str, key: Secret | None) -> Problem:
    return refusal(
        response.status_code,
        response.headers,
        response.content,
        host=host,
        keyed=key is not None,
    )


async def _judged(
    response: httpx2.Response, chunks: AsyncIterator[bytes], *, resumed: bool
) -> tuple[bool, bytes | None]:
    """Whether the body is an event stream, and what had to be read of it to tell.

    An empty one is none, unless it is `resumed`: then there was nothing left to send.
    """
    if is_compressed(response):
        return False, None
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    head = await anext(chunks, None)
    if media == "text/event-stream":
        return head is not None or resumed, head
    while head is not None:
        answer = begins_stream(head)
        if answer is not None:
            return answer, head if answer else head + await _beginning(chunks, BODY_LIMIT)
        more = await anext(chunks, None)
        if more is None:
            break
        head += more
    return False, head


async def _beginning(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The first bytes of a body, as far as they come in time."""
    body = b""
    try:
        async with asyncio.timeout(BODY_PATIENCE_S):
            async for chunk in chunks:
                body += chunk
                if len(body) >= limit:
                    break
    except (TimeoutError, httpx2.TransportError):
        pass  # what came says enough
    return body


async def _soon(chunks: AsyncIterator[bytes], over_ns: int) -> bytes | None:
    """What a server still sends after the last event; None once it has ended or taken too long."""
    left_s = _GRACE_S - (time.monotonic_ns() - over_ns) / 1e9
    try:
        async with asyncio.timeout(left_s):
            return await anext(chunks, None)
    except TimeoutError:
        return None


class _Cutter:
    """Cuts a body into stamped frames."""

    def __init__(self, had: int | None) -> None:
        self._splitter = Splitter()
        self._had = had
        self.over_ns = 0
        """When the last event of the stream came; 0 while it has not."""

    def feed(self, chunk: bytes, at_ns: int) -> tuple[Frame, ...]:
        """The frames that `chunk` completes, without those that a resumed stream repeats."""
        frames = tuple([Frame(raw, at_ns) for raw in self._splitter.feed(chunk)])
        if self._had is not None:
            frames = tuple(frame for frame in frames if not _is_had(frame, self._had))
        if not self.over_ns and any(map(_ends, frames)):
            self.over_ns = at_ns
        return frames

    def rest(self, at_ns: int) -> tuple[Frame, ...]:
        """What came after the last blank line."""
        raw = self._splitter.flush()
        return (Frame(raw, at_ns),) if raw else ()


def _ends(frame: Frame) -> bool:
    """Whether it is a terminal event, after which some servers leave the connection open."""
    # Nearly all are told apart without parsing them.
    return _LAST.search(frame.raw) is not None and event(0, frame).type in TERMINAL


def _is_had(frame: Frame, last: int) -> bool:
    """Whether a resumed stream repeats an event that came before it broke off."""
    number = event(0, frame).data.get("sequence_number")
    return isinstance(number, int) and number <= last
