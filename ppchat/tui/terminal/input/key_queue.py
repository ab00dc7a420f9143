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
#
# What takes the focus away or gives it back, such as another window, waits among the keys: those
# typed before it are for what has the focus now.
#
# Two kinds of keys are exceptions. A letter that follows another one into the same text need not
# wait: the queue of that text keeps their order, and while an answer streams, each turn of the loop
# may take as long as a frame. And where the effect of a key is what comes from the disk, such as a
# list to choose from, whoever loads it holds the keys meanwhile.

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from textual.events import Event

_MAX_TURNS: Final = 200
"""Turns of the event loop; opening the largest screen takes about half of them."""
_MAX_HOLD_S: Final = 5.0
"""Seconds after which keys are no longer held: they may be to leave what does not load."""


class KeyQueue:
    """The keys that wait for the effect of the one before."""

    def __init__(
        self, post: Callable[[Event], object], is_typing: Callable[[Event], bool] = lambda _: False
    ) -> None:
        """`post` hands an event to the app, which then asks for it to be admitted.

        `is_typing` is whether an event does nothing now but put a character into a text.
        """
        self._post = post
        self._is_typing = is_typing
        self._waiting: deque[Event] = deque()
        self._admitted: Event | None = None
        self._was_typing = False
        self._is_watching = False
        self._turns = 0
        self._holds = 0

    def admit(self, event: Event) -> bool:
        """Whether the app may handle the event now; if not, it is posted again later."""
        is_typing = self._is_typing(event)
        is_next = self._admitted is event or (self._admitted is None and not self._holds)
        is_typed_on = is_typing and self._was_typing and not self._waiting and not self._holds
        if not is_next and not is_typed_on:
            self._waiting.append(event)
            return False
        self._admitted, self._was_typing = event, is_typing
        self._turns = _MAX_TURNS
        self._watch()
        return True

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let keys wait for what is done inside, for some seconds at most."""
        loop = asyncio.get_running_loop()
        self._holds += 1
        is_held = True

        def release() -> None:
            nonlocal is_held
            self._holds -= is_held
            is_held = False
            self._turns = _MAX_TURNS
            self._watch()

        timer = loop.call_later(_MAX_HOLD_S, release)
        try:
            yield
        finally:
            timer.cancel()
            release()

    def _watch(self) -> None:
        if not self._is_watching:
            self._is_watching = True
            loop = asyncio.get_running_loop()
            loop.call_soon(self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Admit the next event if nothing is left to run, else look again in the next turn."""
        if self._turns and getattr(loop, "_ready", False):
            self._turns -= 1
            loop.call_soon(self._look, loop)
            return
        self._is_watching = False
        if self._holds:
            return
        self._admitted = self._waiting.popleft() if self._waiting else None
        if self._admitted is not None:
            self._post(self._admitted)
