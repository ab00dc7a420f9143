"""The app: its theme, its keymap, its first screen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from ppchat.adapters.config import Settings
from ppchat.adapters.memory.theme import load_theme
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.app_bindings import BINDINGS, GROUP_TITLE
from ppchat.tui.style.themes import DARK, PPCHAT_THEMES, themes_for
from ppchat.tui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from ppchat.tui.navigation import ScreenRequested
    from ppchat.tui.transcript import Transcript


class PPChat(TerminalApp):
    """Shows a first screen, which does everything else."""

    TITLE = "ppchat"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False  # `dialogs/palette.py` is the app's own

    BINDING_GROUP_TITLE = GROUP_TITLE
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(self, first_screen: Screen[None], settings: Settings) -> None:
        """Without a theme in the `settings`, the one that was chosen in the app is used."""
        folder, theme, plain = settings.paths.data_dir, settings.theme, settings.accessible
        # Set before the start: a theme that is set later computes all styles again.
        known = {*BUILTIN_THEMES, *PPCHAT_THEMES}
        wanted = theme or load_theme(folder)
        self.set_reactive(App.theme, wanted if wanted in known else DARK.name)
        self._settings = settings
        super().__init__(folder=folder, plain=plain)
        if plain:
            self.css_path.append(Path(__file__).with_name("plain.tcss"))
        self._first_screen = first_screen

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and those of ppchat."""
        return super().available_themes | themes_for(self.color_depth)

    def get_default_screen(self) -> Screen[None]:
        """The first screen, so that no empty screen below it is laid out."""
        return self._first_screen

    def on_mount(self) -> None:
        """Apply the user's keymap, check it later, and show what the first screen is."""
        self.set_keymap(dict(self._settings.keymap))
        if self._first_screen.title:
            self.show_title(f"{self._first_screen.title} – ppchat")
        if self._settings.keymap or self._settings.theme or self._settings.price:
            self.run_worker(self._check_config(), group="config")

    async def _check_config(self) -> None:
        """Warn once of what the config asks for and the app does not have."""
        from ppchat.tui.keys.config_check import config_problems

        problems = await asyncio.to_thread(config_problems, self._settings)
        if problems:
            more = f" And {len(problems) - 1} more: run `ppchat doctor`." if problems[1:] else ""
            text = f"{sanitize_line(problems[0], 300)}.{more}"
            self.notify(text, title="Config", severity="warning", timeout=12, markup=False)

    def action_help(self) -> None:
        """Show every key of the current screen."""
        from ppchat.tui.bindings import help_sections
        from ppchat.tui.dialogs.help import HelpScreen

        self.push_screen(HelpScreen(help_sections(self.screen)))

    def action_keys(self) -> None:
        """Show the keys that matter, until the next key."""
        from ppchat.tui.dialogs.short_help import ShortHelp

        self.screen.mount(ShortHelp(self.screen))

    def take_key(self, key: str) -> bool:
        """Close what shows the keys; its own keys do nothing else."""
        super().take_key(key)
        if "-keys" not in self.screen.classes:
            return False
        self.screen.remove_class("-keys")
        self.screen.query("ShortHelp").remove()
        return key in ("escape", "question_mark")

    def action_command_palette(self) -> None:
        """Show all actions, to choose one."""
        from ppchat.tui.dialogs.palette import show_palette

        show_palette(self)

    def action_change_theme(self) -> None:
        """Show the themes, to choose one."""
        from ppchat.tui.dialogs.themes import choose_theme

        choose_theme(self, self._settings.theme)

    def on_transcript_link_chosen(self, event: Transcript.LinkChosen) -> None:
        """See `actions.open_link`."""
        from ppchat.tui.actions import open_link

        open_link(self, event.url)

    def on_transcript_image_chosen(self, event: Transcript.ImageChosen) -> None:
        """See `actions.use_image`."""
        from ppchat.tui.actions import use_image

        use_image(self, event.images, event.index, event.purpose)

    def on_screen_requested(self, request: ScreenRequested) -> None:
        """See `actions.open_screen`."""
        from ppchat.tui.actions import open_screen

        open_screen(self, request)
