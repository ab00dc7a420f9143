"""Sends a prompt, and draws its answer while it streams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

from textual.timer import Timer

from ppchat.adapters.prices.prices import Prices
from ppchat.core.chat.answerer import answerer_notes
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.live.progress import header_status, retry_status, silence
from ppchat.core.view.live.status import Status
from ppchat.services.attempts import Adapted, AttemptBegan
from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools
from ppchat.tui.attention.notifier import notify_of_answers
from ppchat.tui.attention.window_title import keep_window_title
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.widgets.foot import Foot
from ppchat.tui.widgets.status_bar import StatusBar


class AnswerStream:
    """Draws the screen on each tick, which it lets run while a prompt is sent."""

    def __init__(
        self,
        chat: ChatSession,
        tools: ConversationTools,
        prices: Prices,
        panes: Panes,
        bar: StatusBar,
        foot: Foot,
        ticks: Timer,
    ) -> None:
        """Notices about how the server is asked appear on the screen of the panes."""
        self._chat = chat
        self._tools = tools
        self._prices = prices
        self._panes = panes
        self._bar = bar
        keep_window_title(bar)
        notify_of_answers(bar, chat.settings.notify)
        self._foot = foot
        self._ticks = ticks
        self.asked_ns = 0
        """When the user asked, monotonic clock; 0 while nothing is asked."""
        self.tool_status: Callable[[], Status | None] = lambda: None
        """What goes on instead of a stream."""

    async def send(
        self,
        text: str,
        parent: str | None,
        answers: tuple[CallAnswer, ...] = (),
        attachments: tuple[Attachment, ...] = (),
        settings: TurnSettings | None = None,
    ) -> Node | None:
        """Send a prompt, or answers to calls, and show each attempt.

        Returns the last one, or None if the chat was closed.
        """
        node: Node | None = None
        self._ticks.resume()
        tools = await self._tools.enabled()
        request = self._chat.send(
            text,
            parent,
            answers=answers,
            tools=tools,
            attachments=attachments,
            settings=settings,
        )
        async with aclosing(request) as steps:
            async for step in steps:
                if isinstance(step, AttemptBegan):
                    self._show_attempt(step.attempt, retry=node is not None)
                    node = step.attempt
                elif isinstance(step, Adapted):
                    self._panes.notify(sanitize_line(step.notice), timeout=10, markup=False)
        if self._chat.closed:
            return None
        self._ticks.pause()
        self.asked_ns = 0
        self.draw()
        if node is not None:
            self._panes.check_schema(node)
        return node

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Draw on each tick meanwhile."""
        self._ticks.resume()
        try:
            yield
        finally:
            self._ticks.pause()

    @property
    def is_silent(self) -> bool:
        """Whether the answer in progress has sent nothing for too long."""
        node = self._chat.streaming_node
        return node is not None and bool(silence(node.summary, time.monotonic_ns()))

    def _show_attempt(self, node: Node, *, retry: bool) -> None:
        self._panes.begin(node, retry=retry)

    def draw(self) -> None:
        """Draw what arrived since the previous frame."""
        now_ns = time.monotonic_ns()
        self._panes.tick(now_ns)
        streaming = self._chat.streaming_node
        recording = streaming.recording if streaming else self._panes.recording
        if self.asked_ns and streaming is None:
            recording = None  # not sent yet: what is shown is an earlier answer
        self._bar.title = self._chat.conversation.title
        self._foot.model = self._chat.turn_settings.model
        self._foot.notes = self._notes()
        retry_at_ns = self._chat.retry_at_ns
        if status := self.tool_status():
            self._bar.status = status
        elif retry_at_ns:
            self._bar.status = retry_status(retry_at_ns - now_ns)
        else:
            summary = None if recording is None else recording.summary
            self._bar.status = header_status(summary, now_ns, self.asked_ns)

    def _notes(self) -> tuple[str, ...]:
        chat = self._chat
        dialect, path = chat.api.dialect, chat.conversation.path
        protocol = "" if dialect is DEFAULT_DIALECT else dialect.label
        last = path[-1].summary if path else None
        turn, settings = chat.turn_settings, chat.settings
        schema = Path(settings.schema).stem if turn.schema == chat.schema else ""
        window = settings.context_window or self._prices.context_window(
            turn.model, chat.target.base_url
        )
        return answerer_notes(protocol, turn, last, window, self._tools.on, schema)
