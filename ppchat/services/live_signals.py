"""The signals of a stream that another thread reads, for an event loop that must not wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from threading import Thread

from ppchat.core.formats.jsonl import FormatError
from ppchat.core.stream.signals import End, Ended, Problem, Signal


async def live_signals(signals: Iterator[Signal]) -> AsyncGenerator[Signal, None]:
    """The signals as they arrive; a failure of the input is an end.

    The thread that waits for the next one ends with the program.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Signal] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed
            for signal in _until_failure(signals):
                loop.call_soon_threadsafe(queue.put_nowait, signal)

    Thread(target=read, name="live input", daemon=True).start()
    while True:
        signal = await queue.get()
        yield signal
        if isinstance(signal, Ended):
            return


def _until_failure(signals: Iterator[Signal]) -> Iterator[Signal]:
    try:
        yield from signals
    except (FormatError, OSError) as error:
        yield Ended(0, End.BROKEN, Problem("damaged", str(error)))
