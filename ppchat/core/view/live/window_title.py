"""The title of the terminal's window: what goes on, and what ended while nobody looked."""

from __future__ import annotations

from typing import Final

from ppchat.core.view.live.status import WAITING_SIGN, Activity, Status

_MAX_NAME: Final = 60
"""Characters of a conversation's title; few windows have room for more."""


class WindowTitle:
    """Remembers whether the answer that ended last has been seen."""

    def __init__(self) -> None:
        self._is_streaming = False
        self._ended_unseen = ""
        """The sign of how the answer ended; empty once the window had the focus."""

    def text(self, conversation: str, status: Status, *, is_focused: bool) -> str:
        """The title for a conversation of this title, which is foreign and not sanitized."""
        activity = status.activity
        if self._is_streaming and activity is Activity.ENDED:
            self._ended_unseen = status.sign
        self._is_streaming = activity is Activity.STREAMING
        if is_focused or self._is_streaming:
            self._ended_unseen = ""
        sign = "●" if self._is_streaming else self._ended_unseen
        sign = WAITING_SIGN if activity is Activity.WAITING else sign
        name = f"{_shorten(conversation)} – ppchat" if conversation else "ppchat"
        return f"{sign} {name}" if sign else name


def _shorten(name: str) -> str:
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1].rstrip() + "…"
