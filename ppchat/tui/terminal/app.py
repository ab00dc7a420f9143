"""The behaviour of the app in its terminal: output filters, exit and copying."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.color import ColorSystem
from rich.console import Console
from textual import events
from textual.app import App, ScreenStackError
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.filter import NoColor
from textual.notifications import Notification, Notify
from textual.widget import MountError
from textual.widgets import TextArea
from textual.worker import WorkerFailed

from ppchat.tui.terminal import hangup
from ppchat.tui.terminal.contrast import BLACK, WHITE, Display
from ppchat.tui.terminal.filters import ReadableFilter, SanitizeFilter
from ppchat.tui.terminal.input.key_queue import KeyQueue
from ppchat.tui.terminal.screen import is_tested_version

_OPENING: Final = frozenset({"slash", "at"})
"""The keys of the characters that open a list of completions."""

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ppchat.tui.terminal.driver import TerminalDriver


class TerminalApp(App[int]):
    """Writes no control characters to the terminal, and restores it however the app ends."""

    color_depth = ColorSystem.TRUECOLOR
    """How many colours the terminal has, known once the app runs."""
    typed = ""
    """The character of the key that acts now; empty if it has none, or if it was not a key."""

    def __init__(self, *, folder: Path, plain: bool = False) -> None:
        """`folder` is where text goes that no clipboard takes.

        `plain` is for a screen reader: no colours, drawing characters or animations.
        """
        super().__init__(driver_class=_driver_class())
        # A report of a crash is text: no colours, so that none of it can control the terminal.
        self.error_console = Console(stderr=True, markup=False, highlight=False, color_system=None)
        self._keys = KeyQueue(self.post_message, self._is_typing)
        self.folder = folder
        self._title_shown = ""
        self._plain = plain
        if plain:
            from ppchat.tui.terminal.plain import PlainFilter

            self._filters += [NoColor(), PlainFilter()]
            self.animation_level = "none"
            self.add_class("-plain")
        self._readable = ReadableFilter(Display())
        self._filters += [SanitizeFilter(), self._readable]

    def on_mount(self) -> None:
        """Handle signals and hangups that end the app, and redraw the screen after a suspension."""
        self._adapt_colors()
        self.theme_changed_signal.subscribe(self, lambda _: self._adapt_colors())
        # Another program may have written to the terminal meanwhile.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        if not self.is_headless:
            on_hangup = partial(self.exit, None, 128 + signal.SIGHUP)
            hangup.watch(partial(loop.call_soon_threadsafe, on_hangup))

    def on_resize(self, event: events.Resize) -> None:
        """Redraw after a resize away and back, in which the terminal has lost what it showed.

        Textual draws nothing then: for the app, nothing has changed.
        """
        if self._dom_ready and event.size == self.screen.size:
            self.screen.refresh()

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys one by one, however fast they are typed.

        The terminal's focus comes and goes in order with them, as it takes that of a widget along.
        """
        if isinstance(event, events.AppFocus | events.AppBlur):
            if not self._keys.admit(event):
                return
        elif isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if not self._keys.admit(event):
                return
            key = event if isinstance(event, events.Key) else None
            self.typed = (key.character or "") if key and key.is_printable else ""
            if key and self.take_key(key.key):
                return
        elif isinstance(event, events.MouseDown):
            self.typed = ""
        await super().on_event(event)

    def _is_typing(self, event: events.Event) -> bool:
        """Whether an event only puts a character into a text; some open a list of completions."""
        if not isinstance(event, events.Key) or event.key in _OPENING:
            return False
        return event.is_printable and isinstance(self.focused, TextArea)

    def hold_keys(self) -> AbstractContextManager[None]:
        """Let the keys typed from now on wait for what is done inside, such as loading a list."""
        return self._keys.hold()

    def take_key(self, key: str) -> bool:
        """Remove what a key makes old, before it acts; returns whether that is all it does."""
        if self._notifications:
            from ppchat.tui.toasts import unread_toasts

            self._show_toasts(unread_toasts([*self._notifications], key))
        return False

    def on_notify(self, event: Notify) -> None:
        """Show a notification, among few others."""
        from ppchat.tui.toasts import add_toast

        event.prevent_default()
        self._show_toasts(add_toast([*self._notifications], event.notification))

    def _show_toasts(self, toasts: Sequence[Notification]) -> None:
        self._notifications.clear()
        for toast in toasts:
            self._notifications.add(toast)
        self._refresh_notifications()

    def show_title(self, title: str) -> None:
        """Show what goes on in the title of the terminal's window."""
        if title == self._title_shown:
            return
        self._title_shown = title
        driver_class = _driver_class()
        if driver_class and isinstance(self._driver, driver_class):
            self._driver.show_title(title)

    def write_sequence(self, sequence: str) -> None:
        """Give the terminal a sequence of the app's own: an image."""
        if self._driver is not None:
            self._driver.write(sequence)

    def _adapt_colors(self) -> None:
        """Use colours that the terminal has and that can be read, in the current theme."""
        if not self.is_headless:  # what no terminal shows has all colours
            self.color_depth = self.console._color_system or ColorSystem.TRUECOLOR
        # GNU screen shows italics as reverse.
        italics = self.is_headless or not os.environ.get("TERM", "").startswith("screen")
        theme, display = self.current_theme, Display(self.color_depth, italics=italics)
        if theme.ansi:
            ground = BLACK if theme.dark else WHITE
            display = display._replace(depth=ColorSystem.STANDARD, own_ground=ground)
        if display != self._readable.display:
            self._filters.remove(self._readable)
            self._readable = ReadableFilter(display)
            self._filters.append(self._readable)
            self.refresh_css(animate=False)

    def watch_app_focus(self, focus: bool) -> None:
        """Give the focus to what the screen begins with, where there was none to give back.

        In a browser, the app may lose the focus before its first screen has any.
        """
        screen = self.screen
        if focus and screen.focused is None and screen.AUTO_FOCUS:
            screen.set_focus(next(iter(screen.query(screen.AUTO_FOCUS)), None))

    def get_key_display(self, binding: Binding) -> str:
        """How a key is displayed; in plain mode by its name."""
        if not self._plain:
            return super().get_key_display(binding)
        return binding.key.partition(",")[0].replace("_", " ")

    def copy_to_clipboard(self, text: str, amount: str = "") -> None:
        """Copy `text`, which is `amount` in words, by every means, and notify the user which."""
        from ppchat.tui.terminal.clipboard import copy_text

        self.run_worker(copy_text(self, text, self.folder, amount), exclusive=False)

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; workers end before the widgets they work on."""
        super().exit(result, return_code, message)
        self.workers.cancel_all()

    def action_suspend_process(self) -> None:
        """Stop the job and go back to the shell, which continues it: an answer still arrives.

        All of the job, as a terminal would: who waits for this process must stop too.
        """
        from ppchat.adapters.terminal.job import is_job

        if not is_job():
            self.notify("No shell has started ppchat: there is nothing to go back to.", timeout=4)
        elif self._driver is not None and self._driver.can_suspend:
            self._suspend_signal()
            os.kill(0, signal.SIGTSTP)

    @property
    def is_exiting(self) -> bool:
        """Whether the app is about to end: a widget mounted now may lack its parent or siblings."""
        return self._exit

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if not (self.is_exiting and isinstance(cause, NoMatches | MountError | ScreenStackError)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        from rich.traceback import Traceback

        from ppchat.adapters.log import LOG

        # Textual's own traceback shows local variables: prompts, and possibly an API key.
        LOG.critical("the app crashed", exc_info=True)
        self.bell()
        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()


def _driver_class() -> type[TerminalDriver] | None:
    """The app's own driver; None for that of Textual.

    That is the right one with an untested version of it, and where a server shows the app in a
    browser.
    """
    if os.environ.get("TEXTUAL_DRIVER") or not is_tested_version():
        return None
    from ppchat.tui.terminal.driver import TerminalDriver

    return TerminalDriver
