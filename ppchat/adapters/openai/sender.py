"""Sends a request through the openai client, and takes t0 when all that it needs is ready."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from openai import AsyncAPIResponse, AsyncOpenAI
from openai.resources.responses import AsyncResponses

from ppchat.adapters.openai.client import ON_SEND
from ppchat.core.stream.signals import Request

_SDK_PARAMETERS: Final = frozenset(
    name
    for name in inspect.signature(AsyncResponses.create).parameters
    if name not in ("self", "stream", "timeout") and not name.startswith("extra_")
)
"""Request fields for which the client has a parameter."""


def _send_request(
    client: AsyncOpenAI, request: Request
) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
    responses = client.responses.with_streaming_response
    if request.resume:
        response_id, after = request.resume
        return responses.retrieve(response_id, stream=True, starting_after=after)
    known: dict[str, Any] = {
        name: value for name, value in request.body.items() if name in _SDK_PARAMETERS
    }
    extra = {name: value for name, value in request.body.items() if name not in _SDK_PARAMETERS}
    extra.pop("stream", None)
    return responses.create(**known, stream=True, extra_body=extra or None)


@asynccontextmanager
async def sending(
    client: AsyncOpenAI, request: Request
) -> AsyncIterator[tuple[int, Awaitable[AsyncAPIResponse[Any]]]]:
    """Send `request`: t0 (monotonic clock, nanoseconds), and the response once its head is here.

    A task of its own sends it, so that no work between t0 and the head delays it. A connection is
    opened after t0, with its name resolved and TLS: these are part of the setup.
    """
    t0 = asyncio.get_running_loop().create_future()

    def on_send() -> None:
        if not t0.done():
            t0.set_result(time.monotonic_ns())

    async def send() -> AsyncAPIResponse[Any]:
        ON_SEND.set(on_send)
        return await pending.__aenter__()

    pending = _send_request(client, request)
    task = asyncio.create_task(send())
    try:
        await asyncio.wait([task, t0], return_when=asyncio.FIRST_COMPLETED)
        on_send()  # it failed before it was ready
        yield t0.result(), task
    finally:
        if task.cancel():
            await asyncio.wait([task])
        await pending.__aexit__(None, None, None)
