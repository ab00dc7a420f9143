"""The reader process: messages in on stdin, messages out on stdout."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from functools import partial
from typing import Final

from ppchat.adapters.openai.client import tune_gc, warm_up
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.processes.messages import (
    AskMessage,
    MessageDecoder,
    StopMessage,
    encode_message,
)
from ppchat.core.stream.signals import Arrived, End, Ended, Signal
from ppchat.core.stream.sse import Frame

_BATCH: Final = 512
"""Frames that fill a batch, which is then sent at once."""
_PAUSE_S: Final = 0.004
"""Seconds between two batches: each wakes the app, which draws 30 times a second at most."""


def main() -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is for the app, which then sends a stop
    output = os.dup(1)
    os.dup2(2, 1)  # a stray print must not get between the messages
    asyncio.run(_serve(output))


async def _serve(output: int) -> None:
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    pipe, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(output, "wb"))
    tasks: dict[int, asyncio.Task[None]] = {}
    decoder = MessageDecoder()
    await warm_up()
    gc.collect()
    tune_gc()  # a collector pause would delay a stamp
    async with OpenAIReader() as reader:
        while chunk := await commands.read(65536):
            for number, message in decoder.feed(chunk):
                match message:
                    case AskMessage():
                        outbox = _Outbox(pipe, number)
                        task = asyncio.create_task(_run(reader, message, outbox))
                        tasks[number] = task
                        task.add_done_callback(partial(_forget, tasks, number))
                    case StopMessage() if number in tasks:
                        tasks[number].cancel()
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    pipe.abort()


async def _run(reader: OpenAIReader, message: AskMessage, outbox: _Outbox) -> None:
    stream = reader.stream(message.request, message.key)
    try:
        async for signal_ in stream:
            outbox.put(signal_)
    except asyncio.CancelledError:
        outbox.put(Ended(time.monotonic_ns(), End.STOPPED))


def _forget(tasks: dict[int, asyncio.Task[None]], number: int, _: asyncio.Task[None]) -> None:
    del tasks[number]


class _Outbox:
    """Sends the signals of one stream, with frames batched into one message.

    Batching does not affect stamps, which were taken when the frames were read. While the app is
    slow, messages accumulate in the transport.
    """

    def __init__(self, pipe: asyncio.WriteTransport, number: int) -> None:
        self._pipe = pipe
        self._number = number
        self._frames: list[Frame] = []
        self._sent_at = 0.0

    def put(self, signal_: Signal) -> None:
        """Send a signal: frames after a pause, everything else at once."""
        if isinstance(signal_, Arrived):
            if not self._frames:
                loop = asyncio.get_running_loop()
                loop.call_at(max(loop.time(), self._sent_at + _PAUSE_S), self._flush)
            self._frames += signal_.frames
            if len(self._frames) >= _BATCH:
                self._flush()
        else:
            self._flush()
            self._pipe.write(encode_message(self._number, signal_))

    def _flush(self) -> None:
        if self._frames:
            self._pipe.write(encode_message(self._number, Arrived(tuple(self._frames))))
            self._frames.clear()
            self._sent_at = asyncio.get_running_loop().time()
