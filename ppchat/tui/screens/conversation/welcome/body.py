"""What stands between the header and the prompt: the first screen, or a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Container

from ppchat.services.launch import Launch
from ppchat.tui.screens.conversation.welcome.welcome import Offer, Welcome

if TYPE_CHECKING:
    from ppchat.adapters.store.store import ConversationSummary
    from ppchat.services.chat import ChatSession

_OFFERED: Final = 5
"""How many of the latest conversations are offered."""


class Body(Container):
    """Shows the first screen until something is asked, then the panes."""

    DEFAULT_CSS = """
    Body {
        height: 1fr;
        layers: base over;
        & > Welcome { display: none; }
        &.-welcome > Welcome { display: block; }
        &.-welcome > Panes { display: none; }
        &.-asked > Welcome { display: none; }
        &.-asked > Panes { visibility: hidden; }
    }
    """

    def __init__(self, launch: Launch) -> None:
        super().__init__(id="body", classes="-welcome" if launch.is_new else "")
        target = launch.target
        self._is_demo = target.is_demo
        who = (
            "A recorded demo answers: no key needed."
            if target.is_demo
            else f"{launch.model} at {target.host} answers."
        )
        self._questions = [Offer(*question) for question in launch.questions]
        self.welcome = Welcome(self._questions, who)

    def compose(self) -> ComposeResult:
        """The first screen; the panes come later."""
        yield self.welcome

    async def offer_latest(self, chat: ChatSession) -> None:
        """Offer the latest conversations, too; the demo has questions enough."""
        if not self._is_demo:
            latest = await asyncio.to_thread(chat.latest_conversations, _OFFERED)
            self.offer(latest, datetime.now().astimezone())

    def offer(self, summaries: Sequence[ConversationSummary], now: datetime) -> None:
        """Offer earlier conversations, too."""
        from ppchat.core.text.dates import format_date

        earlier = []
        for summary in summaries:
            day, clock = format_date(summary.asked_at, now)
            earlier.append(Offer(summary.title, f"{day} {clock}".strip(), summary.id))
        self.welcome.offers = (*self._questions, *earlier)

    def show_question(self, question: str) -> None:
        """Show a question in place of the first screen, before there is a conversation."""
        from ppchat.tui.screens.conversation.welcome.asked import Asked

        self.end_question()
        self.add_class("-asked")
        self.mount(Asked(question))

    def end_question(self) -> None:
        """Remove the question, which the conversation shows now."""
        if self.has_class("-asked"):
            self.remove_class("-asked")
            self.query("Asked").remove()

    @property
    def is_welcoming(self) -> bool:
        """Whether the first screen is shown."""
        return self.has_class("-welcome")
