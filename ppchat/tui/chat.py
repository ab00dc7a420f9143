"""One conversation under way: the reader that asks, the store that keeps, the tree that grows."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import Final

from ppchat.core.conversation import Ask, Conversation, Node, ask
from ppchat.core.event import event
from ppchat.core.frame import Frame
from ppchat.core.recording import Recording
from ppchat.core.retry import pause_s, resumption
from ppchat.core.secret import Secret
from ppchat.core.source import (
    Arrived,
    End,
    Ended,
    Problem,
    Request,
    Signal,
    Source,
    Started,
)
from ppchat.core.verdict import Verdict
from ppchat.edge import config
from ppchat.edge.config import OPENAI_HOST, Settings, Target
from ppchat.edge.demo_process import DemoProcess
from ppchat.edge.reader_process import ReaderProcess
from ppchat.edge.store import Store, StoreError, new_id
from ppchat.tui.opening import model_of

_LARGE: Final = 1 << 20
"""Bytes of a frame that is parsed in another thread, as that takes longer than a paint."""


class Chat:
    """Asks and keeps. Everything on the screen comes from `conversation`."""

    def __init__(
        self,
        settings: Settings,
        target: Target,
        model: str,
        store: Store,
        conversation: Conversation | None = None,
    ) -> None:
        self.settings: Final = settings
        self.target = target
        self.store: Final = store
        self.model = model
        self.conversation = conversation or Conversation(new_id())
        self.reading: Node | None = None
        """The node whose answer is streaming."""
        self.asked: Ask | None = None
        """The last request, with what it carried of the conversation."""
        self.retry_at_ns = 0
        """When it is asked again by itself, monotonic clock; 0 while nothing waits for that."""
        self.closed = False
        self._stopped = asyncio.Event()
        self._reader = ReaderProcess()
        self._demo: asyncio.Task[DemoProcess] | None = None
        self._demo_problem: Problem | None = None
        self._chain = True

    async def start(self) -> None:
        """Get ready what the first question will need; may be called again."""
        if self.target.is_demo and self._demo is None:
            self._demo = asyncio.create_task(DemoProcess.start())
        await self._reader.start()

    async def aclose(self) -> None:
        """End the reader and the demo, and write what is not yet written."""
        self.closed = True
        await self._reader.aclose()
        if self._demo:
            self._demo.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await (await self._demo).aclose()
        await asyncio.to_thread(self.store.close)

    @property
    def end(self) -> str | None:
        """What the next question follows; one that was refused makes room for it, as a branch."""
        leaf = self.conversation.leaf
        if leaf is None:
            return None
        node = self.conversation.node(leaf)
        return node.parent if node.recording.verdict is Verdict.REFUSED else leaf

    @property
    def key_host(self) -> str:
        """Whose key a person may want to give; in the demo, OpenAI's."""
        return OPENAI_HOST if self.target.is_demo else self.target.host

    @property
    def key_variable(self) -> str:
        """The environment variable whose key goes before one that is kept; empty for none."""
        origin = self.target.key_origin
        return origin if origin in os.environ else ""

    def give_key(self, key: Secret) -> None:
        """Keep the key of `key_host`, and ask with it from now on. Raises OSError, ConfigError."""
        config.save_key(self.settings.paths, self.key_host, key)
        before = model_of(self.settings, self.target)
        self.target = config.target(self.settings, os.environ)
        if self.model == before:
            self.model = model_of(self.settings, self.target)

    def select_beside(self, node: Node, by: int) -> bool:
        """Turn to a sibling of `node`, and to what was asked last after it; whether there is one.

        A node without siblings stands for the last one before it that has some. The branch is
        shown again the next time the conversation is opened.
        """
        siblings = self.conversation.siblings(node.id)
        while len(siblings) == 1 and node.parent is not None:
            node = self.conversation.node(node.parent)
            siblings = self.conversation.siblings(node.id)
        at = siblings.index(node) + by
        if not 0 <= at < len(siblings):
            return False
        self.conversation.select(siblings[at].id)
        self.store.select(self.conversation.id, self.conversation.leaf or "")
        return True

    def fork(self, node: Node) -> None:
        """Let the next question follow `node`; what followed it stays, as another branch."""
        self.conversation.leaf = node.id

    @property
    def _draft_name(self) -> str:
        return self.conversation.id if len(self.conversation) else ""

    def keep_draft(self, text: str) -> None:
        """Keep what was typed and not sent; empty forgets it."""
        self.store.save_draft(self._draft_name, text)

    def draft(self) -> str:
        """What was typed here and not sent; waits for the disk. Empty where it can't be read."""
        try:
            return self.store.draft(self._draft_name)
        except StoreError:
            return ""

    def prompts(self) -> list[str]:
        """What was asked before, the newest last; waits for the disk. Empty where it can't be."""
        try:
            return self.store.prompts()
        except StoreError:
            return []

    def renew(self, conversation: Conversation | None = None) -> None:
        """Go on with another conversation, or with a new one."""
        self.conversation = conversation or Conversation(new_id())
        self.asked = None

    @property
    def asking(self) -> bool:
        """Whether an answer is coming, or the pause before a retry is not over."""
        return self.reading is not None or self.retry_at_ns > 0

    async def attempts(self, prompt: str, parent: str | None) -> AsyncGenerator[Node]:
        """A node for each time that `prompt` is asked after `parent`, before it is; then `read` it.

        Asked again, after a pause that `stop` ends, is what the server says may be.
        """
        for retries in count():
            node = await self._begun(prompt, parent)
            yield node
            wait_s = pause_s(node.recording, retries)
            if wait_s is None or self.closed or not await self._waited(wait_s):
                return

    async def _begun(self, prompt: str, parent: str | None) -> Node:
        """A new node for `prompt` after `parent`, kept before anything is sent."""
        await self.start()
        self.asked = ask(
            self.conversation.path_to(parent),
            prompt,
            model=self.model,
            base_url=await self._base_url(),
            instructions=self.settings.system,
            extra=self.settings.request,
            chain=self._chain,
        )
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        node = Node(new_id(), parent, prompt, Recording(self.asked.request, started_at))
        self.conversation.add(node)
        await asyncio.wrap_future(self.store.begin_run(self.conversation.id, node))
        self.reading = node
        return node

    async def _base_url(self) -> str:
        self._demo_problem = None
        if self._demo is None or not self.target.is_demo:
            return self.target.base_url
        try:
            return (await self._demo).base_url
        except OSError as error:
            self._demo = None  # the next question tries again
            self._demo_problem = _no_demo(error)
            return self.target.base_url

    async def read(self, node: Node) -> None:
        """Take in the answer until it ends, whatever the server does."""
        recording = node.recording
        try:
            async for signal in self._signals(recording):
                if not isinstance(signal, Ended):
                    self.store.append(node.id, signal)
                await _take(recording, signal)
        finally:
            if recording.ended is None:  # the app ends while the answer comes
                recording.apply(Ended(time.monotonic_ns(), End.STOPPED))
            self.store.end_run(node.id, recording)
            self.reading = None
            if recording.verdict is Verdict.REFUSED and self.asked and self.asked.chained_to:
                # The server may have forgotten the response it was to go on from.
                self._chain = False

    async def _signals(self, recording: Recording) -> Source:
        """What comes of a request; a response that goes on without its connection is resumed."""
        request, retries = recording.request, 0
        broke: Ended | None = None
        while True:
            size = len(recording)
            async for signal in self._source(request):
                if isinstance(signal, Ended):
                    ended = signal
                elif broke is None or isinstance(signal, Arrived):
                    yield signal
            retries = retries + 1 if len(recording) == size else 0
            lost = ended.end is End.REFUSED and not (ended.problem and ended.problem.retryable)
            if broke is not None and ended.end is End.REFUSED:
                ended = broke  # it can't be gone on with: it ended where it broke off
            rest = None if lost or self.closed else resumption(recording, ended, retries)
            if rest is None:
                yield ended
                return
            broke = ended
            wait_s, request = rest
            if not await self._waited(wait_s):
                yield Ended(time.monotonic_ns(), End.STOPPED)
                return

    async def _source(self, request: Request) -> Source:
        if self._demo_problem is None:
            async for signal in self._reader.stream(request, self.target.key):
                yield signal
        else:
            at_ns = time.monotonic_ns()
            yield Started(at_ns)
            yield Ended(at_ns, End.REFUSED, self._demo_problem)

    async def _waited(self, wait_s: float) -> bool:
        """Whether a pause was not ended before its time."""
        self._stopped.clear()
        self.retry_at_ns = time.monotonic_ns() + round(wait_s * 1e9)
        try:
            async with asyncio.timeout(wait_s):
                await self._stopped.wait()
        except TimeoutError:
            return True
        finally:
            self.retry_at_ns = 0
        return False

    def stop(self) -> None:
        """Stop the answer, whose last signal tells that it was, or what waits to be asked again."""
        self._stopped.set()
        self._reader.stop()


def _no_demo(error: OSError) -> Problem:
    return Problem(
        "demo",
        f"the demo does not start: {error.strerror or error}",
        "Free some memory or processes, then send again.",
        retryable=True,
    )


async def _take(recording: Recording, signal: Signal) -> None:
    if isinstance(signal, Arrived) and any(len(frame.raw) > _LARGE for frame in signal.frames):
        for frame in signal.frames:
            await _take_frame(recording, frame)
    else:
        recording.apply(signal)


async def _take_frame(recording: Recording, frame: Frame) -> None:
    if len(frame.raw) > _LARGE:
        recording.append(frame, await asyncio.to_thread(event, len(recording), frame))
    else:
        recording.extend([frame])
