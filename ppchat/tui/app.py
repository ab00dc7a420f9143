"""The app: its theme, its keymap, its first screen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme, ThemeProvider

from ppchat.tui.app_bindings import BINDINGS, GROUP_TITLE
from ppchat.tui.navigation import ScreenRequested
from ppchat.tui.style.themes import DARK, PPCHAT_THEMES, themes_for
from ppchat.tui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from ppchat.tui.transcript import Transcript


class PPChat(TerminalApp):
    """Shows a first screen, which does everything else."""

    TITLE = "ppchat"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True

    BINDING_GROUP_TITLE = GROUP_TITLE
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(
        self,
        first_screen: Screen[None],
        *,
        folder: Path,
        theme: str = "",
        keymap: Mapping[str, str],
        plain: bool = False,
    ) -> None:
        """`keymap` maps ids of bindings to keys; for the rest see `TerminalApp`."""
        # Set before the start: a theme that is set later computes all styles again.
        is_known = theme in BUILTIN_THEMES or theme in PPCHAT_THEMES
        self.set_reactive(App.theme, theme if is_known else DARK.name)
        self._unknown_theme = "" if is_known else theme
        super().__init__(folder=folder, plain=plain)
        if plain:
            self.css_path.append(Path(__file__).with_name("plain.tcss"))
        self._first_screen = first_screen
        self._user_keymap = keymap

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and those of ppchat."""
        return super().available_themes | themes_for(self.color_depth)

    def get_default_screen(self) -> Screen[None]:
        """The first screen, so that no empty screen below it is laid out."""
        return self._first_screen

    def on_mount(self) -> None:
        """Apply the user's keymap, and check it while the first screen is shown."""
        self.set_keymap(dict(self._user_keymap))
        if self._user_keymap or self._unknown_theme:
            self.run_worker(self._check_config(), group="config")

    async def _check_config(self) -> None:
        """Warn once of what the config asks for and the app does not have."""
        from ppchat.tui.config_check import config_problems

        problems = await asyncio.to_thread(config_problems, self._user_keymap, self._unknown_theme)
        if problems:
            more = f", and {len(problems) - 1} more" if problems[1:] else ""
            text = f"{problems[0].text}{more}. Run `ppchat doctor` for details."
            self.notify(text, title="Config", severity="warning", timeout=12, markup=False)

    def action_help(self) -> None:
        """Show every key of the current screen."""
        from ppchat.tui.bindings import help_sections
        from ppchat.tui.dialogs.help import HelpScreen

        self.push_screen(HelpScreen(help_sections(self.screen)))

    def action_command_palette(self) -> None:
        """Show the palette of all actions."""
        from ppchat.tui.dialogs.action_palette import ActionPalette

        if not isinstance(self.screen, ActionPalette):
            self.push_screen(ActionPalette())

    def search_themes(self) -> None:
        """Show the palette of the themes."""
        from ppchat.tui.dialogs.action_palette import ActionPalette

        self.push_screen(ActionPalette([ThemeProvider], placeholder="Search for themes…"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen, and the choice of a theme, for the palette."""
        from ppchat.tui.bindings import binding_groups, key_names

        for group in binding_groups(screen):
            for binding in group.bindings:
                title = f"{group.title}: {binding.description}"
                run = partial(self.run_action, binding.action, group.node)
                yield SystemCommand(title, key_names(self, binding), run)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)

    def on_transcript_link_chosen(self, event: Transcript.LinkChosen) -> None:
        """See `actions.open_link`."""
        from ppchat.tui.actions import open_link

        open_link(self, event.url)

    @on(ScreenRequested)
    def _open_screen(self, request: ScreenRequested) -> None:
        """See `actions.open_screen`."""
        from ppchat.tui.actions import open_screen

        open_screen(self, request)
