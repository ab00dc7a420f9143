"""Sends prompts, one at a time, from before there is a chat on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.screen import Screen

from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.queue.prompt_queue import CALL_WAITS, PromptQueue, QueuedPrompt
from ppchat.tui.screens.conversation.welcome.offers import Offers

if TYPE_CHECKING:  # imported after the first paint, which they would delay
    from ppchat.core.chat.conversation import Node
    from ppchat.core.chat.draft import Draft
    from ppchat.core.dialects.attachments import Attachment
    from ppchat.services.chat import ChatSession
    from ppchat.tui.screens.conversation.answer_stream import AnswerStream
    from ppchat.tui.screens.conversation.pending_turn import PendingTurn


class Asking:
    """The prompts that are sent and not answered yet."""

    def __init__(
        self,
        screen: Screen[None],
        composer: Composer,
        offers: Offers,
        *,
        changed: Callable[[], None],
        request_key: Callable[[], object],
        answered: Callable[[Node], Awaitable[None]],
    ) -> None:
        """`changed` is called when there is one more or less, `answered` with each answer."""
        self._screen = screen
        self._composer = composer
        self._prompt = composer.prompt
        self._offers = offers
        self._changed = changed
        self._request_key = request_key
        self._answered = answered
        self._count, self._asked_ns = 0, 0
        """How many there are; two while a silent answer ends for another one."""
        self._turn = asyncio.Lock()
        self._ready = asyncio.Event()
        """Set once there is a chat; what is sent before waits for it."""
        self.queue = PromptQueue(self._show_queue)
        """The prompts that wait for the answer in progress."""
        self._chat: ChatSession
        self._answers: AnswerStream

    def attach(self, chat: ChatSession, answers: AnswerStream) -> None:
        """Send by `chat` from now on."""
        self._chat, self._answers = chat, answers
        answers.asked_ns = self._asked_ns
        self._ready.set()
        if len(self.queue):
            self._show_queue()

    @property
    def in_progress(self) -> bool:
        """Whether a prompt is being answered."""
        return self._count > 0

    @property
    def waited_ns(self) -> int:
        """How long ago the last prompt was sent."""
        return time.monotonic_ns() - self._asked_ns

    def warn_if_busy(self) -> bool:
        """Whether an answer is in progress; if so, the user is notified."""
        if obstacle := self.obstacle:
            self._screen.notify(obstacle, timeout=3)
        return bool(obstacle)

    @property
    def obstacle(self) -> str:
        """Why nothing can be asked now; empty if it can."""
        return "Still answering: esc stops it." if self.in_progress else ""

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let nothing be sent for a while, and escape stop what goes on."""
        self._count += 1
        self._changed()
        try:
            yield
        finally:
            self._count -= 1
            self._changed()

    def submit(
        self, text: str, pending: PendingTurn | None, attachments: tuple[Attachment, ...] = ()
    ) -> None:
        """Send what was typed; while another answer is in progress, let it wait for that.

        What branches off an earlier turn does not wait: it is put back.
        """
        if pending is None and self._must_wait:
            self._prompt.add_to_history(text)
            self.queue.add(QueuedPrompt(text, attachments))
            self._send_next()
        elif self._may_send():
            if pending is None or not pending.answers:
                self._prompt.add_to_history(text)
            self._composer.give_up()
            if self._prompt.text == text:  # the draft was what is now sent: a refused prompt
                self._prompt.set_text("")
                self._composer.attachments = ()
            self.send(text, pending, attachments)
        elif not self._prompt.default:
            self._prompt.set_text(text + self._prompt.whole_text)
            self._composer.attachments = attachments

    @property
    def _must_wait(self) -> bool:
        if self.in_progress:
            return not self._is_silent
        return len(self.queue) > 0 and not self.queue.hold_reason

    @property
    def _is_silent(self) -> bool:
        return self._count == 1 and self._ready.is_set() and self._answers.is_silent

    def _send_next(self) -> None:
        """Send the first of the prompts that wait, unless something is in the way."""
        if self.in_progress or self.queue.hold_reason:
            return
        if prompt := self.queue.take(0):
            self.send(prompt.text, None, prompt.attachments)

    def release_queue(self) -> None:
        """Let the prompts that wait be sent, as the user wants it."""
        if not self.in_progress and self.queue.hold_reason != CALL_WAITS:
            self.queue.hold("")
            self._send_next()

    def edit_last_queued(self) -> None:
        """Put the last of the prompts that wait back into the prompt box."""
        if prompt := self.queue.take(-1):
            self._prompt.set_text(prompt.text)
            self._composer.attachments = (*prompt.attachments, *self._composer.attachments)

    def restore(self, draft: Draft) -> None:
        """Put back what was not sent when its conversation was left."""
        if draft.text:
            self._prompt.set_text(draft.text)
        if draft.queued or len(self.queue):
            self.queue.replace([QueuedPrompt(text) for text in draft.queued], "kept from before")

    def _show_queue(self) -> None:
        self._composer.show_queue(self.queue)
        if self._ready.is_set():
            self._chat.draft.queued = [prompt.text for prompt in self.queue.prompts]
            self._chat.save_draft(self._composer.draft)

    def _go_on(self, node: Node) -> None:
        """Send what waits, now that an answer has ended; or say why it is held."""
        if not len(self.queue) or self.in_progress:
            return
        from ppchat.core.response.outcome import Outcome
        from ppchat.core.view.outcomes import outcome_word

        outcome, reason = node.recording.outcome, self.queue.hold_reason
        if self._chat.conversation.waiting_calls:
            reason = CALL_WAITS
        elif outcome not in (Outcome.COMPLETED, Outcome.INCOMPLETE):
            reason = f"the answer was {outcome_word(outcome)}"
        elif reason == CALL_WAITS:
            reason = ""
        self.queue.hold(reason)
        self._send_next()

    def submit_offer(self, text: str) -> None:
        """Send what was offered, unless another answer is in progress."""
        if self._may_send():
            self._prompt.add_to_history(text)
            self.send(text)

    def _may_send(self) -> bool:
        """Whether another answer may begin; one that has fallen silent is stopped for it."""
        if self._is_silent:
            self._chat.stop()
            return True
        return not self.warn_if_busy()

    def send(
        self,
        text: str,
        pending: PendingTurn | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """Send a prompt at the end of the conversation, or what `pending` says where it says."""
        self._count += 1
        self._asked_ns = time.monotonic_ns()
        self._offers.close(text, is_early=not self._ready.is_set())
        self._changed()
        self._screen.run_worker(self._stream_answer(text, pending, attachments), group="stream")

    async def _stream_answer(
        self, text: str, pending: PendingTurn | None, attachments: tuple[Attachment, ...]
    ) -> None:
        try:
            await self._ready.wait()
            self._offers.show(False, asking=True)
            async with self._turn:
                self._answers.asked_ns = self._asked_ns
                parent = pending.parent if pending else self._chat.next_parent
                answers = pending.answers if pending else ()
                prompt, files = ("", ()) if answers else (text, attachments)
                settings = pending.settings if pending else None
                node = await self._answers.send(prompt, parent, answers, files, settings)
                if node:
                    self._restore_refused(node)
        finally:
            self._count -= 1
            self._offers.end_question()
            self._changed()
        if node:
            await self._answered(node)
            self._go_on(node)

    def _restore_refused(self, node: Node) -> None:
        """Put a refused prompt back into the prompt box, and offer what the server may accept."""
        ended = node.recording.ended
        if not ended or ended.end.value != "refused":
            return
        if not self._prompt.text:
            self._prompt.set_text(node.prompt)
            self._composer.attachments = self._composer.attachments or node.attachments
            from ppchat.tui.screens.conversation.pending_turn import omission

            if turn := omission(node, self._chat.turn_settings):
                self._composer.offer(turn)
        if ended.problem and ended.problem.status == 401 and not self._chat.key_variable:
            self._request_key()
