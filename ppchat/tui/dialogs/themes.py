"""The choice of a theme: the highlighted one is shown at once, the chosen one is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final

from textual import on
from textual.theme import Theme
from textual.timer import Timer
from textual.widgets import OptionList

from ppchat.adapters.memory.theme import save_theme
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.style.themes import PPCHAT_THEMES
from ppchat.tui.terminal.app import TerminalApp

_PREVIEW_AFTER_S: Final = 0.08
"""How long a theme must stay highlighted: styling all anew takes longer than a key repeats."""


class ThemePicker(Picker):
    """Themes, shown as the highlight moves; the one before is put back when nothing is chosen."""

    _preview: Timer | None = None

    def __init__(self, themes: Mapping[str, Theme], current: str) -> None:
        super().__init__(
            _choices(themes, current), "Theme", "Type to find a theme", initial=current
        )
        self._current = current

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._preview:
            self._preview.stop()
        name = event.option_id or self._current
        self._preview = self.set_timer(_PREVIEW_AFTER_S, lambda: self._show_theme(name))

    def _show_theme(self, name: str) -> None:
        if self.is_active and self.app.theme != name:
            self.app.theme = name

    def on_unmount(self) -> None:
        """Show no further theme."""
        if self._preview:
            self._preview.stop()


def _choices(themes: Mapping[str, Theme], current: str) -> Iterator[Choice]:
    """The themes of ppchat first, then the dark ones, then the light ones."""
    kinds = {name: "dark" if theme.dark else "light" for name, theme in themes.items()}
    for name in sorted(themes, key=lambda name: (name not in PPCHAT_THEMES, kinds[name], name)):
        group = "ppchat" if name in PPCHAT_THEMES else f"Textual, {kinds[name]}"
        note = f"now · {kinds[name]}" if name == current else kinds[name]
        yield Choice(name, name, note, group)


def choose_theme(app: TerminalApp, configured: str) -> None:
    """Let the user choose a theme; it is kept for the next start, where `configured` is empty."""
    current = app.theme

    async def keep(chosen: str | None) -> None:
        app.theme = chosen or current
        if chosen and chosen != configured:
            await asyncio.to_thread(save_theme, app.folder, chosen)
            if configured:
                note = f"The next start has the configured theme again: {configured}"
                app.notify(sanitize_line(note), timeout=5, markup=False)

    app.push_screen(ThemePicker(app.available_themes, current), keep)
