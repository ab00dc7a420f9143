"""Screens that close themselves and nothing else, however fast keys are typed."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class SelfClosing(Screen[ScreenResultType]):
    """A screen that `dismiss` closes only while it is on top.

    Textual closes the screen on top, whichever dismisses: a second key that dismisses, typed before
    the first one has its effect, would close the screen below as well. List it after a base class
    that has styles, such as ModalScreen: Textual looks for them in the first base class only.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen with a result, unless it is closed or covered; the app with its last."""
        if not self.is_active:
            return AwaitComplete()
        if len(self.app.screen_stack) > 1:
            return super().dismiss(result)
        self.app.exit()
        return AwaitComplete()
