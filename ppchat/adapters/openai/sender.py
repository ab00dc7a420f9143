"""Sends a request through the openai client, and takes t0 when all that it needs is ready."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from openai import AsyncAPIResponse, AsyncOpenAI

from ppchat.adapters.openai.client import ON_SEND
from ppchat.adapters.openai.network import RECEIVED
from ppchat.core.stream.signals import Request

_Response = AbstractAsyncContextManager[AsyncAPIResponse[Any]]
_CHAT_PATH: Final = "/chat/completions"


def send_request(client: AsyncOpenAI, request: Request) -> _Response:
    """Send `request` once its context is entered, by the client's function for its path."""
    responses = client.responses.with_streaming_response
    if request.resume:
        response_id, after = request.resume
        return responses.retrieve(response_id, stream=True, starting_after=after)
    if request.path == _CHAT_PATH:
        return _create(client.chat.completions.with_streaming_response.create, request)
    return _create(responses.create, request)


def _create(create: Callable[..., _Response], request: Request) -> _Response:
    """Call `create` with the fields for which it has a parameter; the others are sent as well."""
    parameters = _parameters(request.path, create)
    known = {name: value for name, value in request.body.items() if name in parameters}
    extra = {name: value for name, value in request.body.items() if name not in parameters}
    extra.pop("stream", None)
    return create(**known, stream=True, extra_body=extra or None)


def _parameters(path: str, create: Callable[..., _Response]) -> frozenset[str]:
    """The fields of a request for which the client's function has a parameter."""
    if path not in _PARAMETERS:
        _PARAMETERS[path] = frozenset(
            name
            for name in inspect.signature(create).parameters
            if name not in ("stream", "timeout") and not name.startswith("extra_")
        )
    return _PARAMETERS[path]


_PARAMETERS: Final[dict[str, frozenset[str]]] = {}


@asynccontextmanager
async def sending(
    client: AsyncOpenAI, request: Request, received: bytearray
) -> AsyncIterator[tuple[int, Awaitable[AsyncAPIResponse[Any]]]]:
    """Send `request`: t0 (monotonic clock, nanoseconds), and the response once its head is here.

    A task of its own sends it, so that no work between t0 and the head delays it. A connection is
    opened after t0, with its name resolved and TLS: these are part of the setup. The first bytes of
    the answer are collected in `received`.
    """
    t0 = asyncio.get_running_loop().create_future()

    def on_send() -> None:
        if not t0.done():
            t0.set_result(time.monotonic_ns())

    async def send() -> AsyncAPIResponse[Any]:
        ON_SEND.set(on_send)
        RECEIVED.set(received)
        return await pending.__aenter__()

    pending = send_request(client, request)
    task = asyncio.create_task(send())
    try:
        await asyncio.wait([task, t0], return_when=asyncio.FIRST_COMPLETED)
        on_send()  # it failed before it was ready
        yield t0.result(), task
    finally:
        if task.cancel():
            await asyncio.wait([task])
        await pending.__aexit__(None, None, None)
