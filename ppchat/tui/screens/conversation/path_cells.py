"""The cells of a conversation, turn by turn; a frame builds only those of turns that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.chat.rounds import Place, places
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.metrics.cost import CostOf, no_cost, total_cost
from ppchat.core.view.cell import Cell
from ppchat.core.view.cells import answer_cells, opening_cells
from ppchat.core.view.figures import exchange_cell, figures_cell
from ppchat.core.view.schema_notice import schema_notice
from ppchat.tui.events.playhead import Playhead

_RETRY_HINT: Final = "To try again: tab, r, enter."


class PathCells:
    """The cells of every turn of the branch that is shown: one turn at a position, others whole."""

    def __init__(self, cost_of: CostOf = no_cost) -> None:
        self._cost_of = cost_of
        self._openings: list[Sequence[Cell]] = []
        self._answers: list[Sequence[Cell]] = []
        self._changing: set[int] = set()
        """Indexes of the turns whose answers may differ from `_answers`."""
        self.path: tuple[Node, ...] = ()
        """The turns shown, the oldest first."""
        self.places: list[Place] = []
        """Where each of them stands among the questions and their rounds."""
        self._waiting: str | None = None
        """The turn whose calls nobody has answered, if it makes any."""
        self._checks: dict[str, SchemaCheck] = {}
        """Whether answers follow their schemas, by turn."""

    def show(self, conversation: Conversation) -> None:
        """Show the branch of a conversation; turns that were shown before keep their cells."""
        known = {
            self._surroundings(index): self._answers[index]
            for index in range(len(self.path))
            if index not in self._changing
        }
        self.path = conversation.path
        self.places = places(self.path)
        self._waiting = self.path[-1].next_parent if self.path else None
        self._openings = [_opening_cells(conversation, node) for node in self.path]
        self._answers = [
            known.get(self._surroundings(index), ()) for index in range(len(self.path))
        ]
        self._changing = {index for index, cells in enumerate(self._answers) if not cells}

    def is_checked(self, node: Node) -> bool:
        """Whether it is known if the answer of a turn follows its schema."""
        return node.id in self._checks

    def show_check(self, node: Node, check: SchemaCheck) -> None:
        """Show under the answer of a turn whether it follows its schema."""
        self._checks[node.id] = check
        if node in self.path:
            self._changing.add(self.path.index(node))

    def price_again(self) -> None:
        """Show what answers cost, now that more prices are known."""
        self._changing.update(range(len(self.path)))

    def cells(
        self, selected: int, playhead: Playhead, *, last: int | None = None
    ) -> tuple[Cell, ...]:
        """All cells; those of the turn at index `selected`, -1 for none, at a position.

        With `last`, only those of so many turns at the end.
        """
        first = 0 if last is None else max(0, len(self.path) - last)
        if selected >= 0:
            self._changing.add(selected)
        for index in sorted(index for index in self._changing if index >= first):
            node = self.path[index]
            recording = node.recording
            has_cursor = index == selected and not playhead.following
            is_whole = not has_cursor or playhead.peeking
            has_ended = recording.ended is not None
            shown = len(recording) if is_whole else playhead.position
            cells = answer_cells(
                node.id,
                recording,
                shown,
                cursor=playhead.position if has_cursor else 0,
                retry_hint=_RETRY_HINT,
                waits=node.id == self._waiting,
            )
            self._answers[index] = (*cells, *self._remarks(index, shown))
            if index != selected and has_ended:
                self._changing.discard(index)
        turns = zip(self._openings[first:], self._answers[first:], strict=True)
        return tuple(chain.from_iterable((*opening, *answer) for opening, answer in turns))

    def _remarks(self, index: int, shown: int) -> Iterator[Cell]:
        """What stands under a turn of which all is shown: figures, and what was checked."""
        node = self.path[index]
        if shown < len(node.recording):
            return
        if figures := figures_cell(node.id, node.summary, self._cost_of(node.summary)):
            yield figures
            if check := self._checks.get(node.id):
                yield schema_notice(node.id, check)
        if self._ends_exchange(index):
            first = index + 1 - self.places[index].rounds
            summaries = [turn.summary for turn in self.path[first : index + 1]]
            if figures := exchange_cell(
                node.id, summaries, total_cost(map(self._cost_of, summaries))
            ):
                yield figures

    def _surroundings(self, index: int) -> tuple[str, bool, bool]:
        """A turn, and what else decides how its answer is shown."""
        node = self.path[index]
        return node.id, self._ends_exchange(index), node.id == self._waiting

    def _ends_exchange(self, index: int) -> bool:
        """Whether a turn is the last of several rounds."""
        place = self.places[index]
        return 1 < place.rounds == place.round


def _opening_cells(conversation: Conversation, node: Node) -> tuple[Cell, ...]:
    siblings = conversation.siblings(node.id)
    number = siblings.index(node) + 1
    return opening_cells(
        node.id, node.prompt, node.answers, number, len(siblings), node.attachments
    )
