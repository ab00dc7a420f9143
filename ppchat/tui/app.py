"""The app: its looks, its keymap, its first screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from ppchat.tui.style.themes import DARK, OWN_THEMES
from ppchat.tui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from ppchat.tui.screens.inspect.screen import InspectScreen
    from ppchat.tui.transcript import Transcript


class PPChat(TerminalApp):
    """Shows one first screen; what happens on it is the screen's business."""

    TITLE = "ppchat"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True

    BINDING_GROUP_TITLE = "App"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="app.quit"),
        Binding("f1", "help", "help", key_display="f1", id="app.help"),
        Binding("question_mark", "help", "help", show=False, id="app.help.outside_inputs"),
    ]

    def __init__(
        self,
        first: Screen[None],
        *,
        folder: Path,
        theme: str = "",
        keymap: Mapping[str, str],
        plain: bool = False,
    ) -> None:
        """`keymap` gives keys by the ids of bindings; for the rest see `TerminalApp`."""
        # Known from the first: one that is set later has all styles made a second time.
        self.set_reactive(App.theme, theme if theme in BUILTIN_THEMES | OWN_THEMES else DARK.name)
        super().__init__(folder=folder, plain=plain)
        if plain:
            self.css_path.append(Path(__file__).with_name("plain.tcss"))
        self._first = first
        self._keymap_wanted = keymap

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and ppchat's own."""
        return super().available_themes | OWN_THEMES

    def get_default_screen(self) -> Screen[None]:
        """The first screen, with none below it to be laid out for nothing."""
        return self._first

    def on_mount(self) -> None:
        """Let the person's own keys hold."""
        self.set_keymap(dict(self._keymap_wanted))

    def action_help(self) -> None:
        """Every key of the screen that is shown."""
        from ppchat.tui.bindings import sections
        from ppchat.tui.dialogs.help import HelpScreen

        self.push_screen(HelpScreen(sections(self.screen)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen, and the theme, for the palette."""
        from ppchat.tui.bindings import groups, key_names

        for group in groups(screen):
            for each in group.bindings:
                title = f"{group.title}: {each.description}"
                run = partial(self.run_action, each.action, group.node)
                yield SystemCommand(title, key_names(self, each), run)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)

    def on_transcript_link_chosen(self, event: Transcript.LinkChosen) -> None:
        """See `errand.open_link`."""
        import_module("ppchat.tui.actions").open_link(self, event.url)

    def on_inspect_screen_export_wanted(self, event: InspectScreen.ExportWanted) -> None:
        """See `errand.export`."""
        import_module("ppchat.tui.actions").export(self, event.recording)

    def on_inspect_screen_compare_wanted(self, event: InspectScreen.CompareWanted) -> None:
        """See `errand.compare`."""
        import_module("ppchat.tui.actions").compare(self, event.recordings)
