"""The offers of the first screen, and the keys of the prompt box that choose among them."""

from __future__ import annotations

from ppchat.tui.screens.conversation.welcome.body import Body
from ppchat.tui.screens.conversation.welcome.welcome import Offer
from ppchat.tui.widgets.prompt import Prompt


class Offers:
    """What can be chosen while the prompt box is empty and nothing is asked."""

    def __init__(self, body: Body, prompt: Prompt) -> None:
        self._body = body
        self._prompt = prompt

    def show(self, shown: bool, *, asking: bool) -> None:
        """Show the first screen, or a conversation in its place."""
        self._body.welcome(shown)
        self._prompt.has_offers = shown
        self.dim(asking=asking)

    def close(self, question: str, *, is_early: bool) -> None:
        """Leave the keys to the prompt box, and the place to a question.

        Is it early, there is no conversation yet that could show it.
        """
        self._prompt.has_offers = False
        if is_early or self._body.is_welcoming:
            self._body.show_question(question)

    def end_question(self) -> None:
        """Leave the place of the question to the conversation that shows it now."""
        self._body.end_question()

    def dim(self, *, asking: bool) -> None:
        """Draw the offers dimmed while enter takes none of them."""
        self._body.dimmed = asking or bool(self._prompt.text)

    def step(self, by: int) -> None:
        """Choose the next or the previous offer; above the first are the earlier prompts."""
        if not self._body.step(by) and by < 0 and not self._prompt.text:
            self._prompt.show_older()

    @property
    def choice(self) -> Offer | None:
        """The offer that enter takes; None while a conversation is shown."""
        return self._body.choice if self._body.is_welcoming else None
