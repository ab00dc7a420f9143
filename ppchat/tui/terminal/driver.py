"""Textual's driver of the terminal, whose input ends at once, and once and for all."""

from __future__ import annotations

import os
import re
import select
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any, Final

from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.terminal.hangup import has_hung_up
from ppchat.tui.terminal.input.input_parser import InputParser

if TYPE_CHECKING:
    from textual.app import App

_LINES: Final = r"[^\x00-\x1f\x7f]+([\t\r\n]+[^\x00-\x1f\x7f]+)+[\t\r\n]*"
"""Lines that arrive at once, as nobody types them: pasted, in a terminal that does not say so."""
_READ_BYTES: Final = 65536
_TICK_S: Final = 0.1
"""Seconds after which the parser may take an escape for the key of that name."""
_SAVE_TITLE: Final = "\x1b[22;2t"
_RESTORE_TITLE: Final = "\x1b]2;\x1b\\\x1b[23;2t"
"""An empty title, which terminals that do not know the second sequence keep."""
_MAX_TITLE: Final = 80
_WITHOUT_TITLE: Final = ("", "dumb", "linux")
"""Values of TERM of terminals that have no title, and may print the sequence."""


class TerminalDriver(LinuxDriver):
    """Sets the window's title, and ends its input thread without waiting.

    A terminal that closes sends SIGCONT after SIGHUP. Textual takes that for the end of a
    suspension and starts another input thread, which reads the end of the file for ever and keeps
    the process alive. Its thread also ends 0.2 s after it was asked to.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._end_reader, self._end_writer = os.pipe()
        self._title = "ppchat"
        self._shows_title = False

    def start_application_mode(self) -> None:
        """Take the terminal, and its window's title."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        has_title = os.environ.get("TERM", "") not in _WITHOUT_TITLE
        if has_title and self._writer_thread and os.isatty(2):
            self._shows_title = True
            self.write(_SAVE_TITLE)
            self._write_title()

    def stop_application_mode(self) -> None:
        """Give the terminal back, and its window's title."""
        if self._shows_title:
            self._shows_title = False
            self.write(_RESTORE_TITLE)
        super().stop_application_mode()

    def show_title(self, title: str) -> None:
        """Show a title, also after a suspension; what would control the terminal is replaced."""
        previous, self._title = self._title, sanitize_line(title, _MAX_TITLE)
        if self._shows_title and self._title != previous:
            self._write_title()

    def _write_title(self) -> None:
        self.write(f"\x1b]2;{self._title}\x1b\\")

    def run_input_thread(self) -> None:
        """Read the keys, until `disable_input` or until the terminal has closed."""
        parser = InputParser(debug=self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        sources = [self.fileno, self._end_reader]
        while True:
            ready, _, _ = select.select(sources, [], [], _TICK_S)
            if self._end_reader in ready:
                os.read(self._end_reader, 1)
                return
            if ready:
                data = _read(self.fileno)
                if not data:
                    return
                text = decode(data)
                for event in parser.feed(text):
                    self.process_message(typed_or_pasted(event, text))
            for event in parser.tick():
                self.process_message(event)

    def disable_input(self) -> None:
        """Stop reading keys."""
        if self._key_thread and self._key_thread.is_alive():
            os.write(self._end_writer, b"\0")
        super().disable_input()

    def _sigcont_application(self, *_: object) -> None:
        """Resume after a suspension, unless the app ends, or its terminal has closed."""
        is_ending = self._app._exit or not self._app.is_running
        if is_ending or not self._auto_restart or has_hung_up(self.fileno):
            return
        if self._key_thread and self._key_thread.is_alive():  # stopped without being asked
            self.suspend_application_mode()
        self.resume_application_mode()


def typed_or_pasted(event: Message, text: str) -> Message:
    """The event of a key; in lines that arrived at once, an enter is a line break of theirs.

    `text` is all that arrived at once. See `Prompt.on_key`.
    """
    is_enter = isinstance(event, Key) and event.key == "enter"
    return Key("enter", "\n") if is_enter and re.fullmatch(_LINES, text) else event


def _read(descriptor: int) -> bytes:
    """What was typed; nothing if the terminal has closed."""
    try:
        return os.read(descriptor, _READ_BYTES)
    except OSError:
        return b""
