"""What stands between the header and the prompt: the first screen, or a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ppchat.services.launch import FOR_ANY_MODEL, Launch
from ppchat.tui.screens.conversation.welcome.welcome import Offer, Welcome

if TYPE_CHECKING:
    from ppchat.adapters.profiles.target import Target
    from ppchat.adapters.store.store import ConversationSummary
    from ppchat.services.chat import ChatSession

_OFFERED: Final = 5
"""How many of the latest conversations are offered."""


class Body(Welcome):
    """Shows the first screen until something is asked, then the panes, which cover it."""

    DEFAULT_CSS = """
    Body {
        layers: base over;
        &.-welcome > Panes { display: none; }
        &.-asked > Panes { visibility: hidden; }
    }
    """

    def __init__(self, launch: Launch) -> None:
        self._questions = [Offer(*question) for question in launch.questions]
        super().__init__(self._questions, _who(launch.model, launch.target))
        self._is_demo = launch.target.is_demo
        self.welcome(launch.is_new)

    def show_server(self, model: str, target: Target) -> None:
        """Say who answers, after another model or server was chosen."""
        self.who = _who(model, target)
        if self._is_demo and not target.is_demo:
            self._is_demo, self.chosen = False, 0
            self._questions = self._questions[:FOR_ANY_MODEL]
            self.offers = tuple(self._questions)
        self.refresh()

    def welcome(self, shown: bool) -> None:
        """Show the first screen, or the panes in its place."""
        self.set_class(shown, "-welcome")
        self._blank_what_is_covered()

    @property
    def is_welcoming(self) -> bool:
        """Whether the first screen is shown."""
        return self.has_class("-welcome")

    def _blank_what_is_covered(self) -> None:
        self.blank = not self.is_welcoming or self.has_class("-asked")

    async def offer_latest(self, chat: ChatSession) -> None:
        """Offer the latest conversations, too; the demo has questions enough."""
        if not self._is_demo:
            latest = await asyncio.to_thread(chat.archive.latest_conversations, _OFFERED)
            self.offer(latest, datetime.now().astimezone())

    def offer(self, summaries: Sequence[ConversationSummary], now: datetime) -> None:
        """Offer earlier conversations, too."""
        from ppchat.core.text.dates import format_date

        earlier = []
        for summary in summaries:
            day, clock = format_date(summary.asked_at, now)
            earlier.append(Offer(summary.title, f"{day} {clock}".strip(), summary.id))
        self.offers = (*self._questions, *earlier)

    def show_question(self, question: str) -> None:
        """Show a question in place of the first screen, before there is a conversation."""
        from ppchat.tui.screens.conversation.welcome.asked import Asked

        self.end_question()
        self.add_class("-asked")
        self._blank_what_is_covered()
        self.mount(Asked(question))

    def end_question(self) -> None:
        """Remove the question, which the conversation shows now."""
        if self.has_class("-asked"):
            self.remove_class("-asked")
            self._blank_what_is_covered()
            self.query("Asked").remove()


def _who(model: str, target: Target) -> str:
    if target.is_demo:
        return "A recorded demo answers: no key needed."
    return f"{model} at {target.host} answers."
