"""Hands keys and pastes to the app one by one, each once the one before has had its effect."""

# Theory of operation
#
# Textual forwards a key to the queue of the focused widget and goes on with the next key. From the
# widget it bubbles up, queue by queue, until a binding is found; what that binding does often takes
# further messages: a focus, a worker, a screen that is pushed, mounted and focused. A key typed
# meanwhile would be handled by what had the focus before.
#
# All of these steps have in common that something is ready to run in the event loop. So a key has
# had its effect once the loop has nothing left to run: every chain of messages and tasks that it
# began has ended, or waits for something outside: the network, the disk, a clock. Then the next
# key is taken. Keys typed at a person's pace never wait, as the loop is idle in between.
#
# A loop that is busy with something else, such as a flood of events, must not delay keys for ever:
# after `_MAX_TURNS` of the loop the next key is taken anyway. Counted in turns the limit is as good
# on a slow machine as on a fast one.

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from textual.events import Event

_MAX_TURNS: Final = 200
"""Turns of the event loop; opening the largest screen takes about half of them."""


class KeyQueue:
    """The keys that wait for the effect of the one before."""

    def __init__(self, post: Callable[[Event], object]) -> None:
        """`post` hands an event to the app, which then asks for it to be admitted."""
        self._post = post
        self._waiting: deque[Event] = deque()
        self._admitted: Event | None = None

    def admit(self, event: Event) -> bool:
        """Whether the app may handle the event now; if not, it is posted again later."""
        if self._admitted is None:
            self._admitted = event
        elif self._admitted is not event:
            self._waiting.append(event)
            return False
        self._watch(asyncio.get_running_loop(), _MAX_TURNS)
        return True

    def _watch(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        loop.call_soon(self._look, loop, turns)

    def _look(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        """Admit the next event if nothing is left to run, else look again in the next turn."""
        if turns and getattr(loop, "_ready", False):
            self._watch(loop, turns - 1)
            return
        self._admitted = self._waiting.popleft() if self._waiting else None
        if self._admitted is not None:
            self._post(self._admitted)
