"""The turns of a question, kept as those of a conversation that the app can go on with."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from ppchat.adapters.config import Settings
from ppchat.adapters.store.store import Store, StoreError, new_id
from ppchat.cli.ask.output import print_notice
from ppchat.core.chat.conversation import Conversation, Node, ToolChoices
from ppchat.core.chat.source import Source
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.errors import UsageError
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import Ended, Request, Signal
from ppchat.services.launch import LAST, find_conversation_id


class KeptTurns:
    """Stores each request before it is sent, and each signal before it is printed."""

    def __init__(self, store: Store, conversation: Conversation, tools: Sequence[str] = ()) -> None:
        """`tools` are the names of those that the model may use in a new conversation."""
        self.conversation: Final = conversation
        leaf = conversation.leaf
        parent = conversation.node(leaf).next_parent if leaf is not None else None
        self.path: Final = conversation.path_to(parent)
        """The turns that the question follows."""
        self._store = store
        self._tools = ToolChoices(tuple(tools))
        self._run_id = ""
        """The turn that is not at its end; empty between two."""

    async def begin(
        self,
        request: Request,
        parent: str | None,
        prompt: str,
        answers: tuple[CallAnswer, ...],
        attachments: tuple[Attachment, ...],
    ) -> str:
        """Store a turn after `parent` before it is sent; returns its id."""
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        self._run_id = new_id()
        recording = Recording(request, started_at)
        node = Node(self._run_id, parent, prompt, recording, answers, attachments)
        stored = self._store.begin_run(self.conversation.id, node, self._tools)
        await asyncio.wrap_future(stored)
        return self._run_id

    def append(self, signal: Signal) -> None:
        """Store a signal of the turn; its end is stored by `end`."""
        if self._run_id and not isinstance(signal, Ended):
            self._store.append(self._run_id, signal)

    def end(self, summary: RecordingSummary) -> None:
        """Store how the turn ended."""
        if self._run_id:
            self._store.end_run(self._run_id, summary)
        self._run_id = ""


@contextmanager
def keep_turns(
    args: Namespace, settings: Settings, tools: Sequence[str]
) -> Iterator[KeptTurns | None]:
    """Keeps the turns if the arguments want that, and says at the end where they are.

    Raises UsageError if there is no conversation to go on with.
    """
    if not (args.save or args.resume):
        yield None
        return
    wanted = args.resume
    if wanted not in (None, LAST):
        wanted = find_conversation_id(settings, wanted)
    store = Store(settings.paths.database)
    try:
        kept = KeptTurns(store, _conversation(store, wanted), tools)
        yield kept
        store.flush()
    except StoreError as error:
        raise UsageError(str(error)) from error
    finally:
        store.close()
    if problem := store.problem:
        print_notice(f"Not kept: {problem.message}")
    else:
        print_notice(f"Kept in conversation {kept.conversation.id}")


def _conversation(store: Store, wanted: str | None) -> Conversation:
    """The conversation to go on with; a new one where none is wanted, or none is the last."""
    if wanted == LAST:
        newest = store.conversations(1, Source.OWN)
        wanted = newest[0].id if newest else None
    if wanted is None:
        return Conversation(new_id())
    try:
        conversation = store.load(wanted)
    except KeyError:
        raise UsageError(f"the conversation {wanted} was deleted meanwhile") from None
    if calls := conversation.waiting_calls:
        raise UsageError(
            f"the conversation waits for an answer to {calls[0].name}:"
            f" `ppchat --resume {wanted}` takes it"
        )
    return conversation
