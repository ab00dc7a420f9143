"""The earlier prompts, and how far the prompt box has gone back through them."""

from __future__ import annotations

from collections.abc import Sequence


class PromptHistory:
    """Earlier prompts with the draft as the newest one."""

    def __init__(self) -> None:
        self._prompts: list[str] = []
        self._steps_back = 0
        self._draft = ""

    @property
    def prompts(self) -> Sequence[str]:
        """The earlier prompts, oldest first."""
        return tuple(self._prompts)

    @property
    def is_browsed(self) -> bool:
        """Whether an earlier prompt is shown instead of the draft."""
        return self._steps_back > 0

    def replace(self, prompts: Sequence[str]) -> None:
        """Set the earlier prompts, oldest first."""
        self._prompts = list(prompts)
        self._steps_back = 0

    def add(self, prompt: str) -> None:
        """Add one that was sent; twice in a row counts once."""
        if not self._prompts or self._prompts[-1] != prompt:
            self._prompts.append(prompt)

    def leave(self) -> None:
        """Go back to the draft, which was sent."""
        self._steps_back = 0

    def older(self, draft: str) -> str | None:
        """The prompt before; None if there is none. From the draft on, that is kept."""
        if self._steps_back == len(self._prompts):
            return None
        if not self._steps_back:
            self._draft = draft
        self._steps_back += 1
        return self._prompts[-self._steps_back]

    def newer(self) -> str:
        """The prompt after, and finally the draft."""
        self._steps_back -= 1
        return self._prompts[-self._steps_back] if self._steps_back else self._draft
