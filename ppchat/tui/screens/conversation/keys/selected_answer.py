"""What can be done with the selected answer; where it can't, the user is told why."""

from __future__ import annotations

from textual.screen import Screen

from ppchat.services.chat import ChatSession
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.pending_turn import PENDING_TURNS
from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls


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

    def exists(self) -> bool:
        """Whether there is an answer; if not, the user is notified."""
        if self._chat.conversation.path:
            return True
        self._explain("No answer yet.")
        return False

    def _explain(self, text: str) -> None:
        self._screen.notify(text, timeout=3)

    def propose(self, name: str) -> None:
        """Put above the prompt what enter will do with it; see `PENDING_TURNS`."""
        conversation, node = self._chat.conversation, self._panes.selected_node
        if self.exists() and node in conversation.path:
            if name == "edit":  # of a further round, the question that began the exchange
                node = conversation.rounds(node.id)[0]
            number = self._panes.selected_number
            self._panes.show_selected()
            self._composer.propose(PENDING_TURNS[name](node, number, self._chat.model))

    def step(self, by: int) -> None:
        """Select the previous or next one, with its events."""
        if self.exists() and not self._panes.step_answer(by):
            self._explain(f"This is the {'last' if by > 0 else 'first'} answer.")

    def step_branch(self, by: int) -> None:
        """Show the previous or next branch at its turn."""
        node = self._panes.selected_node
        if not self.exists() or self._asking.warn_if_busy() or node is None:
            return
        if self._chat.select_sibling(node, by):
            self._composer.give_up()
            self._panes.switch_branch()
            self._open_calls.offer()
        else:
            self._explain(f"No {'next' if by > 0 else 'previous'} branch here.")

    def inspect(self, play: float) -> None:
        """Open the inspector on it; `play` is a playing speed, 0 for none."""
        if self.exists():
            self._panes.inspect(play)

    def export(self) -> None:
        """Export it, or the conversation, to a file."""
        if self.exists():
            self._panes.export()

    def copy(self) -> None:
        """Copy it as Markdown."""
        if self.exists() and (answer := self._panes.answer):
            self._screen.app.copy_to_clipboard(answer)
