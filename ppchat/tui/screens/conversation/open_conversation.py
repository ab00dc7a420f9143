"""Which conversation is open, and the draft that belongs to it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from textual.screen import Screen

from ppchat.adapters.store.search.results import SearchHit
from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.draft import Draft
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.security.sanitize import sanitize_line
from ppchat.services.chat import ChatSession
from ppchat.services.settings.branch_settings import is_same_server, went_to_demo
from ppchat.tui.navigation import ConversationRequested
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls
from ppchat.tui.screens.conversation.welcome.offers import Offers


class OpenConversation:
    """Opens conversations on a screen; none while an answer is in progress."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        offers: Offers,
        panes: Panes,
        composer: Composer,
        open_calls: OpenCalls,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._offers = offers
        self._panes = panes
        self._composer = composer
        self._prompt = composer.prompt
        self._open_calls = open_calls
        self._files: dict[str, tuple[Attachment, ...]] = {}
        """The files of the drafts of other conversations, by their ids."""

    def resume(self, draft: Draft) -> None:
        """Offer what is open in the conversation that the app starts with, and its draft."""
        if not self._prompt.text:
            self._asking.restore(draft)
        self._open_calls.offer()

    def begin(self) -> None:
        """Begin a new conversation, which takes the draft along; the previous one is saved."""
        if not self._asking.warn_if_busy():
            self._composer.give_up()
            self._switch_to_new()

    def _switch_to_new(self, conversation: Conversation | None = None) -> None:
        """What waits to be sent stays with its conversation, as its draft."""
        has_queue = len(self._asking.queue) > 0
        if has_queue:
            self._chat.save_draft("")
        self._chat.switch_conversation(conversation)
        if has_queue:
            self._asking.restore(Draft())
        self._show()

    def pick(self, search: str = "") -> None:
        """Let the user pick another conversation, of those that are listed for `search`."""
        if not self._asking.warn_if_busy():
            current = self._chat.conversation
            self._screen.post_message(
                ConversationRequested(self._chat.store, current, self.open, search)
            )

    def open(self, conversation: Conversation, hit: SearchHit | None = None) -> None:
        """Show a conversation with its draft, at a hit if there is one."""
        self._screen.run_worker(self._open(conversation, hit), group="sessions", exclusive=True)

    def open_stored(self, conversation_id: str) -> None:
        """Show a stored conversation with its draft, unless it was deleted."""
        self._screen.run_worker(
            self._open_stored(conversation_id), group="sessions", exclusive=True
        )

    async def _open_stored(self, conversation_id: str) -> None:
        stored = await asyncio.to_thread(self._chat.archive.load_conversation, conversation_id)
        if stored is None:
            self._screen.notify(
                "The conversation can no longer be opened.", severity="error", timeout=4
            )
        else:
            await self._open(stored)

    async def _open(self, conversation: Conversation, hit: SearchHit | None = None) -> None:
        draft = await asyncio.to_thread(self._chat.load_draft, conversation)
        # Nothing is awaited from here on: what is typed or sent meanwhile belongs to one of both.
        if self._asking.warn_if_busy():
            return
        self._composer.give_up()
        if not len(conversation):
            self._switch_to_new(conversation)
            return
        if conversation.id == self._chat.conversation.id:
            self.refresh(conversation)
        else:
            self._switch(conversation, draft)
        if hit:
            self._panes.show_hit(hit)

    def _switch(self, conversation: Conversation, draft: Draft) -> None:
        self.save_draft()
        self._prompt.set_text("")
        self._files[self._chat.conversation.id] = self._composer.attachments
        self._composer.attachments = self._files.pop(conversation.id, ())
        self._chat.switch_conversation(conversation)
        self._show()
        self._asking.restore(draft)
        self._open_calls.offer()
        self.notice_other_server()

    def refresh(self, conversation: Conversation) -> None:
        """Show the open conversation as it is stored meanwhile; what is typed and waits stays."""
        self._chat.switch_conversation(conversation)
        self._show()
        self._open_calls.offer()

    def notice_other_server(self) -> None:
        """Say that another server than the one that answered before is sent the conversation."""
        path, target = self._chat.conversation.path, self._chat.target
        request = path[-1].recording.request if path else None
        if request and request.base_url and not is_same_server(request, target):
            host = sanitize_line(urlsplit(request.base_url).netloc, 100)
            before = "The demo" if went_to_demo(request) else host
            now = "the demo" if target.is_demo else sanitize_line(target.host, 100)
            note = f"{before} answered before; from the next prompt on, {now} is sent all of it."
            self._screen.notify(note, timeout=8, markup=False)

    def save_draft(self) -> None:
        """Save what is typed and not sent."""
        self._chat.save_draft(self._composer.draft)

    def _show(self) -> None:
        conversation = self._chat.conversation
        self._offers.show(not len(conversation), asking=self._asking.in_progress)
        self._panes.open(conversation)
        self._prompt.focus()
