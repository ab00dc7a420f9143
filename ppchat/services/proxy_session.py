"""The proxy under way: the process that passes streams on, the store that keeps them, the list."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ppchat.adapters.processes.messages import Ask
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.adapters.store.store import Store
from ppchat.adapters.store.stream_recorder import KeptStream
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Ended, Problem, Request, Signal
from ppchat.core.view.response_row import Passage, passage
from ppchat.services.apply_signal import take_in

HELD_BYTES: Final = 128 << 20
"""Bytes of responses that stay in memory; those before them are read from the store again."""


class Passed:
    """One response that passes by, or did."""

    def __init__(self, kept: KeptStream) -> None:
        self.run_id: Final = kept.run_id
        self.prompt: Final = kept.prompt
        self.recording: Recording | None = kept.recording
        """What came; None once only the store has it."""
        self._last: Passage | None = None

    @property
    def running(self) -> bool:
        """Whether more of it may come."""
        return self._last is None

    def row(self, now_ns: int) -> Passage:
        """What a list tells of it at `now_ns` of the monotonic clock."""
        if self._last is not None or self.recording is None:
            assert self._last
            return self._last
        return passage(self.recording, self.prompt, now_ns)

    def finish(self) -> None:
        """Nothing more comes: what a list tells of it stays so."""
        assert self.recording
        self._last = passage(self.recording, self.prompt, 0)


class Passing:
    """Takes in what passes by. Everything on the screen comes from `streams`."""

    def __init__(
        self,
        proxy: ProxyProcess,
        database: Path,
        *,
        held_bytes: int = HELD_BYTES,
    ) -> None:
        self.proxy = proxy
        self.store: Final = Store(database, self._store_told)
        self.streams: Final[list[Passed]] = []
        """All so far, in the order in which they were asked for."""
        self.changed: Callable[[], None] = lambda: None
        """Called when something came, when the proxy ended, when the store said something."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: dict[int, tuple[KeptStream, Passed]] = {}
        self._held: deque[Passed] = deque()
        self._held_bytes = 0
        self._most_bytes = held_bytes
        self._pump: asyncio.Task[None] | None = None

    @property
    def running(self) -> int:
        """How many streams are on their way."""
        return len(self._running)

    @property
    def problem(self) -> Problem | None:
        """Why nothing passes any more."""
        return self.proxy.problem

    @property
    def held(self) -> list[Passed]:
        """The streams that are in memory whole."""
        return [each for each in self.streams if each.recording is not None]

    def start(self) -> None:
        """Let the proxy begin."""
        self._loop = asyncio.get_running_loop()
        self._pump = asyncio.create_task(self._receive())

    def restart(self) -> None:
        """Let another proxy begin where one has ended. Raises OSError when the port is taken."""
        if self.problem is not None:
            self.proxy = self.proxy.another()
            self.start()

    async def recording(self, passed: Passed) -> Recording:
        """What came of a stream, read again if need be. Raises StoreError or KeyError."""
        if passed.recording is not None:
            return passed.recording
        return await asyncio.to_thread(self.store.load_recording, passed.run_id)

    async def aclose(self) -> None:
        """End the proxy, and write what is not yet written."""
        self.changed = lambda: None
        await self.proxy.aclose()
        if self._pump is not None:
            await self._pump
        await asyncio.to_thread(self.store.close)

    def _store_told(self, _: Problem | None) -> None:
        """In the store's thread. What it says before the start is seen at the first frame."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self.changed())

    async def _receive(self) -> None:
        async for number, message in self.proxy.messages():
            if isinstance(message, Ask):
                self._begin(number, message.request)
            else:
                await self._take(number, message)
            self.changed()
        self.changed()

    def _begin(self, number: int, request: Request) -> None:
        kept = KeptStream(self.store, request)
        passed = Passed(kept)
        self._running[number] = kept, passed
        self.streams.append(passed)

    async def _take(self, number: int, signal: Signal) -> None:
        kept, passed = self._running[number]
        kept.keep(signal)
        await take_in(kept.recording, signal)
        if isinstance(signal, Ended):
            kept.finish()
            del self._running[number]
            passed.finish()
            self._hold(passed, kept.recording.byte_count)

    def _hold(self, passed: Passed, size: int) -> None:
        """Keep what has ended in memory, and let go of the oldest where that is too much."""
        self._held.append(passed)
        self._held_bytes += size
        while self._held_bytes > self._most_bytes and len(self._held) > 1:
            oldest = self._held.popleft()
            if oldest.recording is not None:
                self._held_bytes -= oldest.recording.byte_count
            oldest.recording = None
