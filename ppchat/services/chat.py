"""A chat session: one conversation, the server that answers, and the store that saves it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import Final

from ppchat.adapters.config import Settings, settings_for
from ppchat.adapters.processes.demo import Demo
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.adapters.profiles.target import Target, resolve_target
from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Conversation, NextRequest, Node, ToolChoices
from ppchat.core.chat.draft import Draft
from ppchat.core.chat.rejections import rejected_parameter
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.tools import Tool
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.signals import End, Ended, Signal
from ppchat.services.apply_signal import apply_signal
from ppchat.services.attempts import Adapted, AttemptBegan, Step, run_attempts
from ppchat.services.next_request import left_out_notice, next_request
from ppchat.services.response_source import ResponseSource
from ppchat.services.server_api import ServerApi
from ppchat.services.settings.branch_settings import BranchSettings
from ppchat.services.stored.archive import Archive
from ppchat.services.stored.saved_draft import SavedDraft


class ChatSession:
    """Sends prompts and saves responses. Everything on the screen comes from `conversation`."""

    def __init__(
        self,
        settings: Settings,
        target: Target,
        store: Store,
        conversation: Conversation | None = None,
        reader: ReaderProcess | None = None,
        demo: Demo | None = None,
        schema: JsonObject | None = None,
    ) -> None:
        """`reader` and `demo` are ones that were started before, so that they are ready sooner.

        Where nothing else is chosen, answers are to follow the `schema`, if there is one.
        """
        self.settings = settings
        self.store: Final = store
        self.schema: Final = schema
        """The JSON schema of the configuration."""
        self._turn_settings = BranchSettings(settings, schema)
        self.conversation = conversation or Conversation(new_id())
        self.streaming_node: Node | None = None
        """The node whose response is streaming."""
        self.draft: Final = SavedDraft(store)
        self.archive: Final = Archive(store)
        self.last_ask: NextRequest | None = None
        """The last request, and how it carries the conversation."""
        self.closed = False
        self.api = ServerApi(settings, target)
        """How the server is asked."""
        self._reader = reader or ReaderProcess()
        self._source = ResponseSource(target, self._reader, demo)
        self._chain = True
        self._reported = {""}
        """What the user knows of how requests are sent."""

    async def start(self) -> None:
        """Prepare for the first prompt; may be called again."""
        await self._source.start()

    async def aclose(self) -> None:
        """Stop reading, and write what is not yet written."""
        self.closed = True
        await self._source.aclose()
        await asyncio.to_thread(self.store.close)

    @property
    def reader(self) -> ReaderProcess:
        """What reads the answers of any server."""
        return self._reader

    @property
    def target(self) -> Target:
        """The server that requests go to."""
        return self._source.target

    @property
    def retry_at_ns(self) -> int:
        """When the next automatic retry is due, monotonic clock; 0 while none is pending."""
        return self._source.retry_at_ns

    @property
    def resumable_id(self) -> str:
        """The id of the conversation; empty if there is nothing that a later start could resume."""
        is_stored = len(self.conversation) > 0 and self.store.problem is None
        return self.conversation.id if is_stored else ""

    @property
    def next_parent(self) -> str | None:
        """The parent of the next prompt; a refused prompt is skipped, and stays as a branch."""
        leaf = self.conversation.leaf
        if leaf is None:
            return None
        return self.conversation.node(leaf).next_parent

    @property
    def key_variable(self) -> str:
        """The environment variable whose key overrides a saved one; empty for none."""
        origin = self.target.key_origin
        return origin if origin in os.environ else ""

    @property
    def turn_settings(self) -> TurnSettings:
        """What the next turn asks with: as the last turn of the branch, until others are set."""
        return self._turn_settings.current(self.conversation, self.target, self.api)

    @turn_settings.setter
    def turn_settings(self, turn: TurnSettings) -> None:
        self._turn_settings.choose(turn, self.conversation, self.target)

    def connect(self, server: Target | str) -> None:
        """Send to another server from now on: a profile, by its name, or an unconfigured one.

        The conversation goes on; what is asked with begins as configured for that server. Raises
        ConfigError.
        """
        name, base_url = (server, "") if isinstance(server, str) else ("", server.base_url)
        self.settings = settings_for(self.settings, os.environ, profile=name, base_url=base_url)
        target = resolve_target(self.settings, os.environ) if isinstance(server, str) else server
        self._source.target = target
        self.api = ServerApi(self.settings, target)
        self._turn_settings = BranchSettings(self.settings, self.schema)

    def select_sibling(self, node: Node, offset: int) -> bool:
        """Switch to a sibling and its latest branch; False if there is no such sibling.

        The choice is saved with the conversation.
        """
        sibling = self.conversation.sibling(node, offset)
        if sibling is None:
            return False
        self.conversation.select(sibling.id)
        self.store.select(self.conversation.id, self.conversation.leaf or "")
        return True

    def save_draft(self, text: str) -> None:
        """Save the text typed but not sent with the conversation."""
        self.draft.save(self.conversation, text)

    def load_draft(self, conversation: Conversation | None = None) -> Draft:
        """What the open conversation or another one has that was not sent; waits for the disk."""
        return self.draft.load(self.conversation if conversation is None else conversation)

    def switch_conversation(self, conversation: Conversation | None = None) -> None:
        """Switch to another conversation, or to a new one."""
        self.conversation = conversation or Conversation(new_id())
        self.last_ask = None

    def choose_tools(self, tools: ToolChoices) -> None:
        """Keep what the user chose about the tools with the conversation."""
        self.conversation.tools = tools
        self.store.save_tools(self.conversation.id, tools)

    async def send(
        self,
        prompt: str,
        parent: str | None,
        *,
        answers: tuple[CallAnswer, ...] = (),
        tools: Sequence[Tool] = (),
        attachments: tuple[Attachment, ...] = (),
        settings: TurnSettings | None = None,
    ) -> AsyncGenerator[Step[Node]]:
        """Send `prompt` after `parent`, read the response to its end, and yield each step.

        With `answers` to the calls of `parent`, it is a further round, and the prompt empty. The
        `tools` are those that the model may use, the `attachments` go with the prompt, the
        `settings` are those of this turn and of what follows it, else the `turn_settings`.

        Each attempt is a node of its own, saved before anything is sent; each signal is saved
        and applied before it is yielded. `stop` ends the response, or the pause before a retry.
        """
        if not answers:  # which leave what is typed meanwhile as it is
            self.draft.keep_unsent(self.conversation, prompt)
        turn = settings or self.turn_settings
        self._turn_settings.flags_count = False
        parts = (prompt, parent, answers, tools, attachments, turn)
        begin = partial(self._begin_attempt, *parts)
        try:
            attempts = run_attempts(self._source, begin, self._apply, learn=self.api.learn)
            async with aclosing(attempts) as steps:
                async for step in steps:
                    yield step
                    if isinstance(step, AttemptBegan):
                        notice = left_out_notice(turn, self.api)
                        if notice not in self._reported:
                            self._reported.add(notice)
                            yield Adapted(notice)
        finally:
            self._source.restart()
            if self.streaming_node is not None:  # the app exits while the response is in progress
                self._end(self.streaming_node, Ended(time.monotonic_ns(), End.STOPPED))

    async def _begin_attempt(
        self,
        prompt: str,
        parent: str | None,
        answers: tuple[CallAnswer, ...],
        tools: Sequence[Tool],
        attachments: tuple[Attachment, ...],
        settings: TurnSettings,
    ) -> Node:
        """A new node for `prompt` or `answers` after `parent`, saved before anything is sent."""
        await self.start()
        self.last_ask = next_request(
            prompt,
            settings,
            base_url=await self._source.base_url(),
            api=self.api,
            path=self.conversation.path_to(parent),
            chain=self._chain,
            answers=answers,
            tools=tools,
            attachments=attachments,
        )
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        recording = Recording(self.last_ask.request, started_at)
        node = Node(new_id(), parent, prompt, recording, answers, attachments)
        conversation = self.conversation
        conversation.add(node)
        await asyncio.wrap_future(self.store.begin_run(conversation.id, node, conversation.tools))
        if not answers:
            self.draft.drop_unsent(conversation)
        self.streaming_node = node
        return node

    async def _apply(self, node: Node, signal: Signal) -> None:
        if isinstance(signal, Ended):
            self._end(node, signal)
        else:
            self.store.append(node.id, signal)
            await apply_signal(node.recording, signal)

    def _end(self, node: Node, ended: Ended) -> None:
        node.recording.apply(ended)
        self.store.end_run(node.id, node.summary)
        self.streaming_node = None
        refused = node.recording.outcome is Outcome.REFUSED and not rejected_parameter(node.summary)
        if refused and self.last_ask and self.last_ask.chained_to:
            # The server may have deleted the response that this one was chained to.
            self._chain = False

    def stop(self) -> None:
        """Stop the prompt that is sent, or is about to be; the last signal has `End.STOPPED`."""
        self._source.stop()
        self._reader.stop()
