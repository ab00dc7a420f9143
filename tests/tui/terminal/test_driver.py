"""The driver: its input ends with the terminal, and the app with it, also while it quits."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from textual.events import Key

from ppchat.tui.terminal.driver import typed_or_pasted
from tests.support.loopback import isolated_environment
from tests.support.terminal import Terminal

_PAUSING_APP = """
import atexit, fcntl, functools, os, sys, termios
from ppchat.adapters.store.store import Store
from ppchat.cli.main import main
from ppchat.tui.screens.conversation.screen import ConversationScreen
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.terminal.driver import TerminalDriver

fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # then a hangup sends SIGHUP and SIGCONT
point, reached, go_on = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def pause():
    global point
    point = ""
    os.write(reached, b"x")
    os.read(go_on, 1)

def pause_before(owner, name):
    original = getattr(owner, name)
    @functools.wraps(original)
    def paused(*args, **options):
        if name == point:
            pause()
        return original(*args, **options)
    setattr(owner, name, paused)

pause_before(TerminalApp, "exit")
pause_before(TerminalDriver, "disable_input")
pause_before(TerminalDriver, "close")
pause_before(ConversationScreen, "on_unmount")
atexit.register(lambda: point == "atexit" and pause())
sys.exit(main(["--demo"]))
"""

_COUNTING_APP = """
import threading
from pathlib import Path
from textual.widgets import Input
from ppchat.tui.terminal.app import TerminalApp

class Counting(TerminalApp):
    BINDINGS = [("f1", "count")]

    def compose(self):
        yield Input()

    def action_count(self):
        names = [thread.name for thread in threading.enumerate()]
        self.query_one(Input).value += f"{names.count('textual-input')} reads the keys"

app = Counting(folder=Path("."))
app.run()
"""


@pytest.mark.parametrize("point", ["exit", "disable_input", "on_unmount", "close", "atexit"])
def test_a_terminal_that_closes_while_the_app_quits_leaves_no_process(
    point: str, tmp_path: Path
) -> None:
    script = tmp_path / "pausing.py"
    script.write_text(_PAUSING_APP)
    is_reached, reached = os.pipe()
    go_on, let_go_on = os.pipe()
    command = [sys.executable, str(script), point, str(reached), str(go_on)]
    environment = isolated_environment(tmp_path)
    with Terminal(command, environment=environment, pass_fds=(reached, go_on)) as terminal:
        os.close(reached)
        terminal.wait_for("Recite")
        terminal.wait_for("events")  # all of the screen is mounted
        terminal.press("ctrl+q")
        terminal.read_until_readable(is_reached)
        terminal.hang_up()
        os.write(let_go_on, b"x")
        assert terminal.wait_for_end() in (0, 128 + signal.SIGHUP, -signal.SIGHUP)
    for descriptor in (is_reached, go_on, let_go_on):
        os.close(descriptor)


@pytest.mark.parametrize(
    ("text", "is_pasted"),
    [
        ("one\rtwo", True),
        ("one\r\r\ttwo\r", True),
        ("one\r", False),
        ("\rone", False),
        ("\r", False),
        ("one\r\x1b[Btwo", False),
        ("\x13\rone", False),
    ],
)
def test_lines_that_arrive_at_once_are_pasted(text: str, is_pasted: bool) -> None:
    event = typed_or_pasted(Key("enter", "\r"), text)
    assert isinstance(event, Key)
    assert (event.key, event.character) == ("enter", "\n" if is_pasted else "\r")
    letter = Key("a", "a")
    assert typed_or_pasted(letter, text) is letter


def test_an_app_that_was_stopped_from_outside_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "counting.py"
    script.write_text(_COUNTING_APP)
    with Terminal([sys.executable, str(script)]) as terminal:
        terminal.wait_for("▔")
        os.kill(terminal.pid, signal.SIGSTOP)
        os.waitpid(terminal.pid, os.WUNTRACED)
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(lambda _: terminal.received.count(b"\x1b[?1049h") == 2)
        terminal.press("f1")
        terminal.wait_for("1 reads the keys")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert terminal.modes() == terminal.modes_before
