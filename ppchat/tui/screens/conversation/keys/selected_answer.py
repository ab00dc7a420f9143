"""What can be done with the selected answer; where it can't, the user is told why."""

from __future__ import annotations

from typing import Final

from textual.screen import Screen

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.services.chat import ChatSession
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.pending_turn import PENDING_TURNS
from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls

_ACTIONS: Final = frozenset({"propose", "answer", "branch", "inspect", "export", "copy_reply"})
"""The actions of the screen that need an answer."""


class SelectedAnswer:
    """The answer that keys act on."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        panes: Panes,
        composer: Composer,
        open_calls: OpenCalls,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._panes = panes
        self._composer = composer
        self._open_calls = open_calls

    def obstacle(self, action: str, *parameters: object) -> str:
        """Why an action of the screen cannot be run now; empty if it can."""
        if action not in _ACTIONS and (action, *parameters) != ("dialog", "share"):
            return ""
        if not self._chat.conversation.path:
            return "No answer yet."
        by = parameters[0] if parameters and isinstance(parameters[0], int) else 0
        if action == "answer" and not self._panes.has_answer(by):
            return f"This is the {'last' if by > 0 else 'first'} answer."
        if action != "branch":
            return ""
        node = self._panes.selected_node
        if self._asking.obstacle or (node and self._chat.conversation.sibling(node, by)):
            return self._asking.obstacle
        return f"No {'next' if by > 0 else 'previous'} branch here."

    def _can(self, action: str, *parameters: object) -> bool:
        """Whether an action can be run; if not, the user is notified why."""
        if obstacle := self.obstacle(action, *parameters):
            self._screen.notify(obstacle, timeout=3)
        return not obstacle

    def can_propose(self) -> bool:
        """Whether there is an answer to regenerate; if not, the user is notified why."""
        return self._can("propose")

    def propose(self, name: str, settings: TurnSettings | None = None) -> None:
        """Put above the prompt what enter will do with it; see `PENDING_TURNS`.

        With `settings`, it is sent with these, else with those of the next turn.
        """
        conversation, node = self._chat.conversation, self._panes.selected_node
        if self._can("propose") and node in conversation.path:
            if name == "edit":  # of a further round, the question that began the exchange
                node = conversation.rounds(node.id)[0]
            number = self._panes.selected_number
            self._panes.show_selected()
            settings = settings or self._chat.turn_settings
            self._composer.propose(PENDING_TURNS[name](node, number, settings))

    def step(self, by: int) -> None:
        """Select the previous or next one, with its events."""
        if self._can("answer", by):
            self._panes.step_answer(by)

    def step_branch(self, by: int) -> None:
        """Show the previous or next branch at its turn."""
        node = self._panes.selected_node
        if self._can("branch", by) and node and self._chat.select_sibling(node, by):
            self._composer.give_up()
            self._panes.switch_branch()
            self._open_calls.offer()

    def inspect(self, play: float) -> None:
        """Open the inspector on it; `play` is a playing speed, 0 for none."""
        if self._can("inspect"):
            self._panes.inspect(play)

    def export(self) -> None:
        """Export it, or the conversation, to a file."""
        if self._can("export"):
            self._panes.export()

    def copy(self) -> None:
        """Copy it as Markdown."""
        if self._can("copy_reply") and (answer := self._panes.answer):
            self._screen.app.copy_to_clipboard(answer)
