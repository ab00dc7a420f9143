"""One conversation under way: who is asked, the store that keeps, the tree that grows."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from itertools import count
from typing import Final

from ppchat.adapters import config
from ppchat.adapters.config import OPENAI_HOST, Settings, Target
from ppchat.adapters.store.store import Store, StoreError, new_id
from ppchat.core.chat.conversation import Ask, Conversation, Node, ask
from ppchat.core.chat.retry import pause_s
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import End, Ended
from ppchat.services.apply_signal import take_in
from ppchat.services.launch import model_of
from ppchat.services.response_source import Asker


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
        self.store: Final = store
        self.model = model
        self.conversation = conversation or Conversation(new_id())
        self.reading: Node | None = None
        """The node whose answer is streaming."""
        self.asked: Ask | None = None
        """The last request, with what it carried of the conversation."""
        self.closed = False
        self._asker = Asker(target)
        self._chain = True

    async def start(self) -> None:
        """Get ready what the first question will need; may be called again."""
        await self._asker.start()

    async def aclose(self) -> None:
        """End what reads, and write what is not yet written."""
        self.closed = True
        await self._asker.aclose()
        await asyncio.to_thread(self.store.close)

    @property
    def target(self) -> Target:
        """Who is asked."""
        return self._asker.target

    @property
    def retry_at_ns(self) -> int:
        """When it is asked again by itself, monotonic clock; 0 while nothing waits for that."""
        return self._asker.retry_at_ns

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
        self._asker.target = config.target(self.settings, os.environ)
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
            if wait_s is None or not await self._asker.waited(wait_s):
                return

    async def _begun(self, prompt: str, parent: str | None) -> Node:
        """A new node for `prompt` after `parent`, kept before anything is sent."""
        await self.start()
        self.asked = ask(
            self.conversation.path_to(parent),
            prompt,
            model=self.model,
            base_url=await self._asker.base_url(),
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

    async def read(self, node: Node) -> None:
        """Take in the answer until it ends, whatever the server does."""
        recording = node.recording
        try:
            async for signal in self._asker.signals(recording):
                if not isinstance(signal, Ended):
                    self.store.append(node.id, signal)
                await take_in(recording, signal)
        finally:
            if recording.ended is None:  # the app ends while the answer comes
                recording.apply(Ended(time.monotonic_ns(), End.STOPPED))
            self.store.end_run(node.id, recording)
            self.reading = None
            if recording.verdict is Verdict.REFUSED and self.asked and self.asked.chained_to:
                # The server may have forgotten the response it was to go on from.
                self._chain = False

    def stop(self) -> None:
        """Stop the answer, whose last signal tells that it was, or what waits to be asked again."""
        self._asker.stop()
