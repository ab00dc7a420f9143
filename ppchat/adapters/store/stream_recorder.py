"""Stores a stream that another program requested: a conversation, or a further round of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.callers import Callers
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Ended, Request, Signal


class StreamRecorder:
    """Stores the request at once, and each signal before the caller applies it to `recording`."""

    def __init__(self, store: Store, request: Request, callers: Callers) -> None:
        """`callers` are those of the streams before, whose calls the request may answer."""
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        turn = callers.answered_by(request.body)
        self.conversation_id: Final = turn.conversation_id if turn else new_id()
        self.run_id: Final = new_id()
        self.prompt: Final = dialect_of_request(request).last_prompt(request.body)
        """The prompt of the request, not sanitized."""
        self.recording: Final = Recording(request, started_at)
        self._store, self._callers = store, callers
        # The store's thread reads the node, so it gets a recording that does not grow.
        empty_recording = Recording(request, started_at)
        if turn:
            node = Node(self.run_id, turn.node_id, "", empty_recording, turn.answers)
        else:
            node = Node(self.run_id, None, self.prompt, empty_recording)
        store.begin_run(self.conversation_id, node, source=Source.PROXY)

    def store_signal(self, signal: Signal) -> None:
        """Store a signal that the caller applies; the end is stored by `store_end`."""
        if not isinstance(signal, Ended):
            self._store.append(self.run_id, signal)

    def store_end(self) -> None:
        """Store how the stream ended, once the end is applied."""
        self._store.end_run(self.run_id, self.recording.summary)
        calls = self.recording.dialect.calls(self.recording.response)
        self._callers.add(self.conversation_id, self.run_id, calls)
