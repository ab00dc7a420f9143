"""The reader process: messages in on stdin, messages out on stdout."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import BinaryIO, Final

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.processes.child_main import Outbox, open_stdin, take_stdout
from ppchat.adapters.processes.messages import AskMessage, MessageDecoder, StopMessage
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.stream.signals import End, Ended, Signal

_CHUNK_BYTES: Final = 1 << 16


def main() -> None:
    """Serve until stdin ends."""
    asyncio.run(_serve(take_stdout()))


async def _serve(output: BinaryIO) -> None:
    parent, outbox = await open_stdin(), await Outbox.open(output)
    tasks: dict[int, asyncio.Task[None]] = {}
    decoder = MessageDecoder()
    async with OpenAIReader(ASKABLE) as reader:
        first = asyncio.create_task(parent.read(_CHUNK_BYTES))
        await reader.start()
        if not first.done():  # else somebody waits for an answer
            await reader.finish_start()
        chunk = await first
        while chunk:
            for number, message in decoder.feed(chunk):
                match message:
                    case AskMessage():
                        stream = reader.stream(message.request, message.key, message.headers)
                        task = asyncio.create_task(_run(stream, partial(outbox.put, number)))
                        tasks[number] = task
                        task.add_done_callback(partial(_forget, tasks, number, outbox))
                    case StopMessage() if number in tasks:
                        tasks[number].cancel()
            chunk = await parent.read(_CHUNK_BYTES)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    await outbox.aclose()


async def _run(stream: AsyncGenerator[Signal], put: Callable[[Signal], None]) -> None:
    async for signal in stream:
        put(signal)


def _forget(
    tasks: dict[int, asyncio.Task[None]], number: int, outbox: Outbox, task: asyncio.Task[None]
) -> None:
    del tasks[number]
    if task.cancelled():  # perhaps before it ran at all
        outbox.put(number, Ended(time.monotonic_ns(), End.STOPPED))
