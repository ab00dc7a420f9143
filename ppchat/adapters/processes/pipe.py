"""A stream that arrives on a pipe, read in a process of its own so that its stamps are true."""

from __future__ import annotations

import asyncio
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from typing import Final

from ppchat.adapters.processes.child import command
from ppchat.adapters.processes.messages import Ask, Decoder, Stop
from ppchat.core.stream.signals import End, Ended, Problem, Signal

_CHUNK: Final = 1 << 20


async def piped(number: int, head: bytes, started_ns: int) -> AsyncGenerator[Signal, None]:
    """What comes on the file descriptor `number`, of which `head` was read already.

    The child ends with the pipe, or with the iterator.
    """
    process = await asyncio.create_subprocess_exec(
        *command("ppchat.adapters.processes.pipe_main", str(number), str(started_ns)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        pass_fds=(number,),
        start_new_session=True,  # ctrl+c in the terminal is the app's
    )
    assert process.stdin
    assert process.stdout
    decoder = Decoder()
    ended = False
    try:
        process.stdin.write(head)
        process.stdin.close()
        while not ended and (chunk := await process.stdout.read(_CHUNK)):
            for _, message in decoder.feed(chunk):
                if not isinstance(message, Ask | Stop):
                    ended = isinstance(message, Ended)
                    yield message
        if not ended:
            problem = Problem("reader died", "the process that reads the pipe ended")
            yield Ended(time.monotonic_ns(), End.BROKEN, problem)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
