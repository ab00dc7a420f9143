"""The child's side: its stdin, which ends with the parent, and the messages on its stdout."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import BinaryIO, Final

from ppchat.adapters.processes.messages import Message, encode_message
from ppchat.core.stream.signals import Arrived
from ppchat.core.stream.sse import Frame

_BATCH: Final = 512
"""Frames that fill a batch, which is then sent at once."""
_PAUSE_S: Final = 0.004
"""Seconds between two batches: each wakes the app, which draws 30 times a second at most."""


def take_stdout() -> BinaryIO:
    """A file for the messages on stdout; what anything else prints goes to stderr from now on."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


async def open_stdin() -> asyncio.StreamReader:
    """What the parent sends; it ends when the parent wants this process to end, or has exited."""
    stdin = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    return stdin


class Outbox:
    """Sends messages to the parent, with frames batched.

    Batching does not affect stamps, which were taken when the frames were read. While the parent
    is slow, messages accumulate in the transport.
    """

    def __init__(self, pipe: asyncio.WriteTransport, closed: asyncio.Future[None]) -> None:
        self._pipe = pipe
        self._closed = closed
        self._encoded: list[bytes] = []
        self._frames: dict[int, list[Frame]] = {}
        self._frame_count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._sent_at = 0.0

    @classmethod
    async def open(cls, output: BinaryIO) -> Outbox:
        """An outbox that writes to `output`."""
        loop = asyncio.get_running_loop()
        pipe, protocol = await loop.connect_write_pipe(_PipeProtocol, output)
        return cls(pipe, protocol.closed)

    def put(self, number: int, message: Message) -> None:
        """Send a message about stream `number`, after a pause since the last batch."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._sent_at + _PAUSE_S), self._flush)
        if isinstance(message, Arrived):
            self._frames.setdefault(number, []).extend(message.frames)
            self._frame_count += len(message.frames)
            if self._frame_count >= _BATCH:
                self._flush()
        else:
            if number in self._frames:
                self._encode_frames(number)
            self._encoded.append(encode_message(number, message))

    def _encode_frames(self, number: int) -> None:
        self._encoded.append(encode_message(number, Arrived(tuple(self._frames.pop(number)))))

    def _flush(self) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        for number in list(self._frames):
            self._encode_frames(number)
        self._frame_count = 0
        self._pipe.write(b"".join(self._encoded))
        self._encoded.clear()
        self._sent_at = asyncio.get_running_loop().time()

    async def aclose(self) -> None:
        """Send what is pending, and wait until it is written or the parent has exited."""
        self._flush()
        self._pipe.close()
        await self._closed


class _PipeProtocol(asyncio.BaseProtocol):
    """Notices when everything is written, or cannot be."""

    def __init__(self) -> None:
        self.closed = asyncio.get_running_loop().create_future()

    def connection_lost(self, _: Exception | None) -> None:
        self.closed.set_result(None)
