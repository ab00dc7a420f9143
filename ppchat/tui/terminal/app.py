"""An app that behaves in its terminal: what it lets through, how it ends, what it copies."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.filter import NoColor
from textual.widget import MountError
from textual.worker import WorkerFailed

from ppchat.tui.terminal import hangup
from ppchat.tui.terminal.filters import Net

if TYPE_CHECKING:
    from rich.console import RenderableType


class TerminalApp(App[int]):
    """Lets no control character out, gives the terminal back whatever ends it."""

    def __init__(self, *, folder: Path, plain: bool = False) -> None:
        """`folder` takes what no clipboard takes.

        `plain` is for a screen reader: no colours, no drawing characters, nothing that moves.
        """
        super().__init__()
        self._folder = folder
        self._plain = plain
        if plain:
            from ppchat.tui.terminal.plain import Plain

            self._filters += [NoColor(), Plain()]
            self.animation_level = "none"
            self.add_class("-plain")
        self._filters.append(Net())

    def on_mount(self) -> None:
        """Listen to all that may end the app, or make what it has painted untrue."""
        # Whoever had the terminal meanwhile left something on it.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        if not self.is_headless:
            leave = partial(self.exit, None, 128 + signal.SIGHUP)
            hangup.watch(partial(loop.call_soon_threadsafe, leave))

    def get_key_display(self, binding: Binding) -> str:
        """A key as people write it; in plain text by its name."""
        if not self._plain:
            return super().get_key_display(binding)
        return binding.key.partition(",")[0].replace("_", " ")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by every way there is, and say by which."""
        from ppchat.tui.terminal.clipboard import copied

        self.run_worker(copied(self, text, self._folder), exclusive=False)

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; what works in the background ends before the widgets that it works on."""
        super().exit(result, return_code, message)
        self.workers.cancel_all()

    @property
    def leaving(self) -> bool:
        """Whether the app is about to end: what is mounted now may find nothing around it."""
        return self._exit

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if not (self.leaving and isinstance(cause, NoMatches | MountError)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        from rich.traceback import Traceback

        # Textual's own report prints the locals, which hold prompts and may hold a key.
        self.bell()
        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()
