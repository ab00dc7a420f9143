"""A stream that another program asked for, kept as a conversation of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import prompt
from ppchat.core.stream.signals import Ended, Request, Signal


class KeptStream:
    """Hands every signal to the store, then takes it into `recording`."""

    def __init__(
        self,
        store: Store,
        request: Request,
        take: Callable[[Recording, Signal], None] = Recording.apply,
    ) -> None:
        """Keep the request; `take` says what of a signal stays in memory."""
        started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
        self.conversation_id: Final = new_id()
        self.run_id: Final = new_id()
        self.prompt: Final = prompt(request.body)
        """What was asked; foreign, raw."""
        self.recording: Final = Recording(request, started_at)
        self._store = store
        self._take = take
        # The store's thread reads what it is given, so that is not the recording that grows.
        asked = Recording(request, started_at)
        store.begin_run(self.conversation_id, Node(self.run_id, None, self.prompt, asked))

    def take(self, signal: Signal) -> None:
        """Keep a signal and take it in."""
        self.keep(signal)
        self._take(self.recording, signal)
        if isinstance(signal, Ended):
            self.finish()

    def keep(self, signal: Signal) -> None:
        """Keep a signal that is then taken in elsewhere; the end is kept by `finish`."""
        if not isinstance(signal, Ended):
            self._store.append(self.run_id, signal)

    def finish(self) -> None:
        """Keep how it ended, once that is taken in."""
        self._store.end_run(self.run_id, self.recording)
