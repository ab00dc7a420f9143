"""What enter will send instead of the next prompt of the conversation, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ppchat.core.chat.conversation import Node
from ppchat.core.chat.rejections import rejected_parameter
from ppchat.core.chat.settings.turn_settings import TurnSettings
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
    settings: TurnSettings | None = None
    """What the turn asks with; None for what the next turn does anyway."""
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

    def with_settings(self, settings: TurnSettings) -> PendingTurn:
        """The same turn with other settings, if it has its own."""
        if self.settings is None:
            return self
        return replace(self, note=_regeneration_note(settings), settings=settings)

    def confirmed(self) -> PendingTurn:
        """The same turn, begun by enter: a letter that proposed it may belong to a word."""
        if self.default:  # nothing is written before it is sent
            return self
        note = self.note.partition(":")[0] + ": enter begins, esc gives up"
        return PendingTurn(note, self.parent, "", self.text or "Your next prompt", begins=self)


def regeneration(node: Node, number: int, settings: TurnSettings) -> PendingTurn:  # noqa: ARG001
    """The same prompt again, or the same answers to calls, with these settings."""
    return _again(node, _regeneration_note(settings), settings)


def _regeneration_note(settings: TurnSettings) -> str:
    return f"Regenerate with {sanitize_line(settings.model, 40)}: {_KEYS}"


def omission(node: Node, settings: TurnSettings) -> PendingTurn | None:
    """The same turn again without the parameter that the server refused; None for none."""
    name = rejected_parameter(node.summary)
    if name is None:
        return None
    note = f"The server rejects {sanitize_line(name, 40)}: enter sends without it, esc gives up"
    return _again(node, note, settings.without(name))


def _again(node: Node, note: str, settings: TurnSettings) -> PendingTurn:
    default = "The same answers again" if node.answers else node.prompt
    files = () if node.answers else node.attachments
    return PendingTurn(
        note, node.parent, "", default, node.answers, settings=settings, attachments=files
    )


def edit(node: Node, number: int, settings: TurnSettings) -> PendingTurn:  # noqa: ARG001
    """The prompt of an earlier turn, edited."""
    note = f"Edit question {number}: enter sends a branch, esc gives up"
    return PendingTurn(note, node.parent, node.prompt, attachments=node.attachments)


def continuation(node: Node, number: int, settings: TurnSettings) -> PendingTurn:  # noqa: ARG001
    """A prompt that follows an earlier answer."""
    return PendingTurn(f"Continue from answer {number}: {_KEYS}", node.next_parent)


PENDING_TURNS: Final[Mapping[str, Callable[[Node, int, TurnSettings], PendingTurn]]] = {
    "regenerate": regeneration,
    "edit": edit,
    "fork": continuation,
}
"""By the name of the action: the turn for a node, its number from 1, and the settings that hold."""
