"""A stream from a pipe, read in a child process so that its stamps are accurate."""

from __future__ import annotations

import asyncio
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from typing import Final

from ppchat.adapters.processes.child import module_command
from ppchat.adapters.processes.messages import AskMessage, MessageDecoder, StopMessage
from ppchat.core.stream.signals import End, Ended, Problem, Signal

_CHUNK_BYTES: Final = 1 << 20


async def read_pipe(number: int, head: bytes, started_ns: int) -> AsyncGenerator[Signal, None]:
    """The signals of the stream on file descriptor `number`, of which `head` was already read.

    The child exits with the pipe, or with the iterator.
    """
    process = await asyncio.create_subprocess_exec(
        *module_command("ppchat.adapters.processes.pipe_main", str(number), str(started_ns)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        pass_fds=(number,),
        start_new_session=True,  # ctrl+c in the terminal is for the app
    )
    assert process.stdin
    assert process.stdout
    decoder = MessageDecoder()
    ended = False
    try:
        process.stdin.write(head)
        process.stdin.close()
        while not ended and (chunk := await process.stdout.read(_CHUNK_BYTES)):
            for _, message in decoder.feed(chunk):
                if not isinstance(message, AskMessage | StopMessage):
                    ended = isinstance(message, Ended)
                    yield message
        if not ended:
            problem = Problem("reader died", "the process that reads the pipe exited")
            yield Ended(time.monotonic_ns(), End.BROKEN, problem)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
