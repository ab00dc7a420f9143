"""Stores a stream that another program requested, as a conversation of one turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Ended, Request, Signal


class StreamRecorder:
    """Stores the request at once, and each signal before the caller applies it to `recording`."""

    def __init__(self, store: Store, request: Request) -> None:
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        self.conversation_id: Final = new_id()
        self.run_id: Final = new_id()
        self.prompt: Final = dialect_of_request(request).last_prompt(request.body)
        """The prompt of the request, not sanitized."""
        self.recording: Final = Recording(request, started_at)
        self._store = store
        # The store's thread reads the node, so it gets a recording that does not grow.
        empty_recording = Recording(request, started_at)
        store.begin_run(self.conversation_id, Node(self.run_id, None, self.prompt, empty_recording))

    def store_signal(self, signal: Signal) -> None:
        """Store a signal that the caller applies; the end is stored by `store_end`."""
        if not isinstance(signal, Ended):
            self._store.append(self.run_id, signal)

    def store_end(self) -> None:
        """Store how the stream ended, once the end is applied."""
        self._store.end_run(self.run_id, self.recording.summary)
