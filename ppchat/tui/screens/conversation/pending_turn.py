"""What enter will send instead of the next prompt of the conversation, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.security.sanitize import sanitize_line

_KEYS: Final = "enter sends, esc gives up"


@dataclass(frozen=True)
class PendingTurn:
    """A turn that branches off an earlier one, once the user presses enter."""

    note: str
    """What enter will do, for the line above the prompt."""
    parent: str | None
    """The node that the turn follows; None for a first turn."""
    text: str | None = None
    """The text to edit; None leaves what is in the prompt."""
    default: str = ""
    """What is sent if nothing is typed; typing something else drops the turn."""
    answers: tuple[CallAnswer, ...] = ()
    """The answers to the calls of the parent, which are sent instead of a text."""
    opens_calls: bool = False
    """Whether enter sends nothing yet, and asks about the calls that wait."""
    begins: PendingTurn | None = None
    """What enter begins instead of sending: a turn whose text is then written."""
    attachments: tuple[Attachment, ...] = ()
    """The files that go with its text; a turn without one takes those of the draft."""

    @property
    def enter_word(self) -> str:
        """What enter does, if it does not send."""
        return "begin" if self.begins else self.default.lower() if self.opens_calls else ""

    def confirmed(self) -> PendingTurn:
        """The same turn, begun by enter: a letter that proposed it may belong to a word."""
        if self.default:  # nothing is written before it is sent
            return self
        note = self.note.partition(":")[0] + ": enter begins, esc gives up"
        return PendingTurn(note, self.parent, "", self.text or "Your next prompt", begins=self)


def regeneration(node: Node, number: int, model: str) -> PendingTurn:  # noqa: ARG001
    """The same prompt again, or the same answers to calls."""
    note = f"Regenerate with {sanitize_line(model, 40)}: {_KEYS}"
    if node.answers:
        return PendingTurn(note, node.parent, "", "The same answers again", node.answers)
    return PendingTurn(note, node.parent, "", node.prompt, attachments=node.attachments)


def edit(node: Node, number: int, model: str) -> PendingTurn:  # noqa: ARG001
    """The prompt of an earlier turn, edited."""
    note = f"Edit question {number}: enter sends a branch, esc gives up"
    return PendingTurn(note, node.parent, node.prompt, attachments=node.attachments)


def continuation(node: Node, number: int, model: str) -> PendingTurn:  # noqa: ARG001
    """A prompt that follows an earlier answer."""
    return PendingTurn(f"Continue from answer {number}: {_KEYS}", node.next_parent)


PENDING_TURNS: Final[Mapping[str, Callable[[Node, int, str], PendingTurn]]] = {
    "regenerate": regeneration,
    "edit": edit,
    "fork": continuation,
}
"""By the name of the action: the turn for a node, its number from 1, and the model."""
