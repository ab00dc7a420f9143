"""What ctrl+c does: the nearest thing that can be copied, stopped, dropped or left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from textual.screen import Screen

from ppchat.tui.screens.conversation.composer import Composer

QUIT_WITHIN_S: Final = 1.5
"""How soon a second ctrl+c must follow the first to quit."""


class Interrupt:
    """Remembers when it was pressed last: the second time in a row it quits."""

    def __init__(self, screen: Screen[None], composer: Composer, stop: Callable[[], bool]) -> None:
        """`stop` stops what goes on, and returns whether anything did."""
        self._screen = screen
        self._composer = composer
        self._stop = stop
        self._pressed_at = float("-inf")

    def press(self) -> None:
        """Copy a selection, else stop the answer, else drop what enter would do, clear, quit."""
        screen, prompt = self._screen, self._composer.prompt
        selected = screen.get_selected_text() or prompt.selected_text
        if selected:
            screen.app.copy_to_clipboard(selected)
            screen.clear_selection()
        elif self._stop() or self._composer.give_up():
            pass
        elif prompt.text:
            prompt.set_text("")
        elif time.monotonic() - self._pressed_at < QUIT_WITHIN_S:
            screen.app.exit()
        else:
            self._pressed_at = time.monotonic()
            screen.notify("Press ctrl+c again to quit.", timeout=QUIT_WITHIN_S)
            screen.call_after_refresh(self._count_from_now)

    def _count_from_now(self) -> None:
        """Count the time from when the note can be read: the app may have been busy."""
        self._pressed_at = time.monotonic()
