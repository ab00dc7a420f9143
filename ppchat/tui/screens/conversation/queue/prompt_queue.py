"""The prompts that are sent one after another, each once the answer before has ended."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ppchat.core.dialects.attachments import Attachment

CALL_WAITS: Final = "a call waits for its answer"
"""Why a queue is held until the model has got what it called for."""


class QueuedPrompt(NamedTuple):
    """A prompt that waits, with its files."""

    text: str
    attachments: "tuple[Attachment, ...]" = ()


class PromptQueue:
    """What waits, and why none of it is sent although nothing is answered."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is called after each change."""
        self._changed = changed
        self._prompts: list[QueuedPrompt] = []
        self.hold_reason = ""
        """Why it waits for the user, in a few words; empty if it goes on by itself."""

    def __len__(self) -> int:
        return len(self._prompts)

    @property
    def prompts(self) -> Sequence[QueuedPrompt]:
        """What waits, in order."""
        return tuple(self._prompts)

    @property
    def note(self) -> str:
        """What becomes of the prompts, and which keys change that."""
        if not self.hold_reason:
            return "Queued, sent as answers end · up edits the last, delete removes it"
        go_on = "" if self.hold_reason == CALL_WAITS else "enter sends the next · "
        return f"Held: {go_on}{self.hold_reason} · up edits the last"

    def add(self, prompt: QueuedPrompt) -> None:
        """Let another prompt wait."""
        self._prompts.append(prompt)
        self._changed()

    def take(self, index: int) -> QueuedPrompt | None:
        """Remove a prompt: the first is sent next, the last, -1, is the newest.

        None if there is no such prompt any more: it was sent or removed meanwhile.
        """
        if not -len(self._prompts) <= index < len(self._prompts):
            return None
        prompt = self._prompts.pop(index)
        if not self._prompts:
            self.hold_reason = ""
        self._changed()
        return prompt

    def replace(self, prompts: Sequence[QueuedPrompt], hold_reason: str = "") -> None:
        """Let these wait instead, as those of another conversation."""
        self._prompts = list(prompts)
        self.hold(hold_reason)

    def hold(self, reason: str) -> None:
        """Send nothing by itself until the user wants it; an empty reason lets it go on."""
        self.hold_reason = reason if self._prompts else ""
        self._changed()
