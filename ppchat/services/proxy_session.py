"""A proxy session: the proxy process, the store, and the list of streams."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from ppchat.adapters.log import LOG
from ppchat.adapters.processes.messages import AskMessage, PlainMessage
from ppchat.adapters.processes.proxy import RESTART_ADVICE, ProxyProcess
from ppchat.adapters.store.store import Store
from ppchat.adapters.store.stream_recorder import StreamRecorder
from ppchat.core.chat.callers import Callers
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.signals import End, Ended, Problem, Request, Signal
from ppchat.core.view.response_row import ResponseRow, response_row
from ppchat.services.apply_signal import apply_signal

CACHE_BYTES: Final = 128 << 20
"""Bytes of responses kept in memory; older ones are read from the store again."""


class ProxiedStream:
    """One response that passes, or has passed, through the proxy."""

    def __init__(self, run_id: str, prompt: str, recording: Recording) -> None:
        self.run_id: Final = run_id
        self.prompt: Final = prompt
        self.recording: Recording | None = recording
        """The recording; None once only the store has it."""
        self._final_row: ResponseRow | None = None

    @property
    def running(self) -> bool:
        """Whether the response is in progress."""
        return self._final_row is None

    def row(self, now_ns: int) -> ResponseRow:
        """Its row in a list at `now_ns` of the monotonic clock."""
        if self._final_row is not None or self.recording is None:
            assert self._final_row
            return self._final_row
        return response_row(self.recording.summary, self.prompt, now_ns)

    def finish(self) -> None:
        """Fix the row: the response has ended."""
        assert self.recording is not None
        self._final_row = response_row(self.recording.summary, self.prompt, 0)


class ProxySession:
    """Records the streams that pass through. Everything on the screen comes from `streams`."""

    def __init__(
        self,
        proxy: ProxyProcess,
        database: Path,
        *,
        cache_bytes: int = CACHE_BYTES,
        keep_ended: bool = True,
    ) -> None:
        """`keep_ended` keeps streams in `streams` once they have ended; the store has all."""
        self.proxy = proxy
        self.store: Final = Store(database, self._report_store_problem)
        self.streams: Final[list[ProxiedStream]] = []
        """The streams so far, in the order of their requests."""
        self.on_change: Callable[[], None] = lambda: None
        """Called on each message, when the proxy ends, and when the store reports something."""
        self.on_end: Callable[[str, RecordingSummary], None] = lambda _id, _summary: None
        """Called with each stream that has ended, and the id of its conversation in the store."""
        self.plain_count = 0
        """Requests to models that asked for no stream, and were forwarded without a recording."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._callers = Callers()
        self._active: dict[int, tuple[StreamRecorder, ProxiedStream]] = {}
        self._cached: deque[ProxiedStream] = deque()
        self._cached_bytes = 0
        self._max_cached_bytes = cache_bytes
        self._keep_ended = keep_ended
        self._receiver: asyncio.Task[None] | None = None
        self._failure: Problem | None = None

    @property
    def running_count(self) -> int:
        """The number of streams in progress."""
        return len(self._active)

    @property
    def problem(self) -> Problem | None:
        """Why the proxy stopped; None while it runs."""
        return self.proxy.problem or self._failure

    @property
    def cached_streams(self) -> list[ProxiedStream]:
        """The streams whose recording is in memory."""
        return [stream for stream in self.streams if stream.recording is not None]

    def start(self) -> None:
        """Start the proxy."""
        self._loop = asyncio.get_running_loop()
        self._receiver = asyncio.create_task(self._receive())
        if self.store.problem:  # it was reported before there was a loop
            self._loop.call_soon(lambda: self.on_change())

    def restart(self) -> None:
        """Start a new proxy if the last one has ended. Raises OSError if the port is in use."""
        if self.problem is not None:
            self.proxy = self.proxy.replacement()
            self._failure = None
            self.start()

    async def load_recording(self, stream: ProxiedStream) -> Recording:
        """The recording of a stream, from the store if needed. Raises StoreError or KeyError."""
        if stream.recording is not None:
            return stream.recording
        return await asyncio.to_thread(self.store.load_recording, stream.run_id)

    async def aclose(self) -> None:
        """Stop the proxy, and write what is not yet written."""
        self.on_change = lambda: None
        await self.proxy.aclose()
        if self._receiver is not None:
            await self._receiver
        await asyncio.to_thread(self.store.close)

    def _report_store_problem(self, _: Problem | None) -> None:
        """Called in the store's thread, also before the start."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self.on_change())

    async def _receive(self) -> None:
        """Record what the proxy reports; a stream that cannot be recorded ends only itself."""
        try:
            async with aclosing(self.proxy.messages()) as messages:
                async for number, message in messages:
                    await self._handle(number, message)
                    self.on_change()
        except Exception as error:
            LOG.exception("the streams of the proxy cannot be followed")
            problem = _internal_problem("The streams can no longer be recorded", error)
            self._failure = replace(problem, advice=RESTART_ADVICE)
            # Nothing may pass unseen: clients get an error instead.
            await self.proxy.aclose()
            for number in list(self._active):
                with suppress(Exception):
                    self._give_up(number, error)
        self.on_change()

    async def _handle(self, number: int, message: AskMessage | PlainMessage | Signal) -> None:
        if isinstance(message, AskMessage):
            self._begin(number, message.request)
        elif isinstance(message, PlainMessage):
            self.plain_count += 1
        elif number in self._active:
            try:
                await self._apply(number, message)
            except Exception as error:
                if number not in self._active:
                    raise
                self._give_up(number, error)

    def _begin(self, number: int, request: Request) -> None:
        recorder = StreamRecorder(self.store, request, self._callers)
        stream = ProxiedStream(recorder.run_id, recorder.prompt, recorder.recording)
        self._active[number] = recorder, stream
        self.streams.append(stream)

    async def _apply(self, number: int, signal: Signal) -> None:
        recorder = self._active[number][0]
        recorder.store_signal(signal)
        await apply_signal(recorder.recording, signal)
        if isinstance(signal, Ended):
            self._finish(number)

    def _finish(self, number: int) -> None:
        """Take a stream that has ended from those in progress."""
        recorder, stream = self._active.pop(number)
        recorder.store_end()
        stream.finish()
        if self._keep_ended:
            self._cache(stream, recorder.recording.byte_count)
        else:
            self.streams.remove(stream)
        self.on_end(recorder.conversation_id, recorder.recording.summary)

    def _give_up(self, number: int, error: Exception) -> None:
        """End the recording of a stream because of an error in this program."""
        LOG.error("a stream cannot be recorded", exc_info=error)
        problem = _internal_problem("the rest could not be recorded", error)
        recording = self._active[number][0].recording
        recording.apply(Ended(time.monotonic_ns(), End.BROKEN, problem))
        self._finish(number)

    def _cache(self, stream: ProxiedStream, size: int) -> None:
        """Keep an ended stream in memory, and evict the oldest above the limit."""
        self._cached.append(stream)
        self._cached_bytes += size
        while self._cached_bytes > self._max_cached_bytes and len(self._cached) > 1:
            oldest = self._cached.popleft()
            if oldest.recording is not None:
                self._cached_bytes -= oldest.recording.byte_count
            oldest.recording = None


def _internal_problem(what: str, error: Exception) -> Problem:
    reason = clean_line(f"{type(error).__name__}: {error}", 200)
    return Problem("internal error", f"{what}: {reason}")
