"""The app: its looks, its keymap, its first screen."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import NoColor
from textual.screen import Screen

from ppchat.tui import hangup
from ppchat.tui.keys import groups, key_names, sections
from ppchat.tui.net import Net
from ppchat.tui.plain import Plain
from ppchat.tui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from ppchat.tui.screens.inspect import InspectScreen
    from ppchat.tui.transcript import Transcript


class PPChat(App[int]):
    """Shows one first screen; what happens on it is the screen's business."""

    TITLE = "ppchat"
    CSS_PATH = "app.tcss"
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
        """`plain` is for a screen reader: no colours, no drawing characters, nothing that moves."""
        super().__init__()
        self._plain = plain
        if plain:
            self._filters += [NoColor(), Plain()]
            self.animation_level = "none"
            self.add_class("-plain")
        self._folder = folder
        self._first = first
        self._keymap_wanted = keymap
        self._filters.append(Net())
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme if theme in self.available_themes else DARK.name

    def get_default_screen(self) -> Screen[None]:
        """The first screen, with none below it to be laid out for nothing."""
        return self._first

    def on_mount(self) -> None:
        """Give the terminal back whatever ends the app."""
        self.set_keymap(dict(self._keymap_wanted))
        # Whoever had the terminal meanwhile left something on it.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        if not self.is_headless:
            leave = partial(self.exit, None, 128 + signal.SIGHUP)
            hangup.watch(partial(loop.call_soon_threadsafe, leave))

    def action_help(self) -> None:
        """Every key of the screen that is shown."""
        from ppchat.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(sections(self.screen)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen, and the theme, for the palette."""
        for group in groups(screen):
            for each in group.bindings:
                title = f"{group.title}: {each.description}"
                run = partial(self.run_action, each.action, group.node)
                yield SystemCommand(title, key_names(self, each), run)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)

    def on_transcript_link_chosen(self, event: Transcript.LinkChosen) -> None:
        """See `errand.open_link`."""
        import_module("ppchat.tui.errand").open_link(self, event.url)

    def on_inspect_screen_export_wanted(self, event: InspectScreen.ExportWanted) -> None:
        """See `errand.export`."""
        import_module("ppchat.tui.errand").export(self, event.recording)

    def on_inspect_screen_compare_wanted(self, event: InspectScreen.CompareWanted) -> None:
        """See `errand.compare`."""
        import_module("ppchat.tui.errand").compare(self, event.recordings)

    def get_key_display(self, binding: Binding) -> str:
        """A key as people write it; in plain text by its name."""
        if not self._plain:
            return super().get_key_display(binding)
        return binding.key.partition(",")[0].replace("_", " ")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by every way there is, and say by which."""
        from ppchat.tui.copying import copied

        self.run_worker(copied(self, text, self._folder), exclusive=False)

    def _fatal_error(self) -> None:
        from rich.traceback import Traceback

        # Textual's own report prints the locals, which hold prompts and may hold a key.
        self.bell()
        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()
