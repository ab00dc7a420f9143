"""A stream from a pipe, read in a child process so that its stamps are accurate."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ppchat.adapters.processes.child import Child
from ppchat.adapters.processes.messages import AskMessage, StopMessage
from ppchat.core.stream.signals import End, Ended, Problem, Signal


async def read_pipe(number: int, head: bytes, started_ns: int) -> AsyncGenerator[Signal, None]:
    """The signals of the stream on file descriptor `number`, of which `head` was already read.

    The child exits with the pipe, or with the iterator.
    """
    child = await Child.start(
        *("pipe", "ppchat.adapters.processes.pipe_main"),
        *(str(number), str(started_ns), str(len(head))),
        pass_fds=(number,),
    )
    try:
        child.send(head)
        async with aclosing(child.messages()) as messages:
            async for _, message in messages:
                if not isinstance(message, AskMessage | StopMessage):
                    yield message
                    if isinstance(message, Ended):
                        return
        problem = Problem("reader died", f"the process that reads the pipe {await child.wait()}")
        yield Ended(time.monotonic_ns(), End.BROKEN, problem)
    finally:
        await child.aclose()
