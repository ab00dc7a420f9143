"""Foreign text on its way to a real terminal: the raw bytes that the app writes."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ppchat.core.stream.signals import End, Problem
from tests.support.chat_app import save_conversation
from tests.support.loopback import isolated_environment
from tests.support.recordings import build_recording, created, delta, item_added, item_done
from tests.support.recordings import terminal as ending
from tests.support.terminal import Terminal

EVIL = "\x1b]52;c;ZXZpbA==\x07\x9b31m\x1bP+q\x1b\\[@click=app.quit]x[/] [/foo] \u202e"
_OWN = re.compile(
    rb"\x1b\](?:22;[a-z]*|2;([^\x00-\x1f]*))\x07|\x1b\[[0-9;:?<>=$]*[A-Za-z]|\x1b\][0-9]+;[^\x07\x1b]*\x1b\\|\x1b[=>78cM]|\x1b\[\?[0-9;]*\$p"
)
"""What Textual itself writes, the pointer shape first; the rest must hold no control characters."""


def foreign_output(terminal: Terminal) -> bytes:
    """What was written, without the sequences of the app itself."""
    return _OWN.sub(rb"\1", bytes(terminal.received))


def check(terminal: Terminal) -> None:
    raw = bytes(terminal.received)
    assert b"\x1b]52" not in raw
    assert b"\x1bP+q" not in raw
    assert b"\xc2\x9b" not in raw
    assert "\u202e".encode() not in raw
    assert re.findall(rb"[\x00-\x06\x07\x0e-\x1a\x1c-\x1f]", foreign_output(terminal)) == []


def home(folder: Path) -> Mapping[str, str]:
    return isolated_environment(
        folder, PPCHAT_BASE_URL="http://127.0.0.1:9/v1", PPCHAT_MODEL=f"m{EVIL}"[:9]
    )


def test_text_from_a_server_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    hostile = build_recording(
        [
            created(300, model=f"model {EVIL}"),
            item_added(310),
            delta(320, f"Answer {EVIL} &#27;]52;c;eA==&#7; `{EVIL}`\n\n```{EVIL}\n{EVIL}\n```\n"),
            item_done(330),
            item_added(340, 1, "function_call", name=f"call {EVIL}"),
            delta(350, f'{{"a": "{EVIL}"}}', 1, "function_call_arguments"),
            (360, {"type": f"response.{EVIL}.odd"}),
            (370, f"event: x\ndata: {EVIL}\n\n".encode()),
            ending(380, "failed", error={"code": EVIL, "message": f"Error {EVIL}"}),
        ],
        model=f"asked {EVIL}",
    )
    broken = build_recording([], end=End.REFUSED, problem=Problem("x", f"Problem {EVIL}", EVIL))
    save_conversation(tmp_path, (f"Prompt {EVIL}", hostile), (f"Then {EVIL}", broken))
    command = [sys.executable, "-m", "ppchat", "--data-dir", str(tmp_path), "-c"]
    with Terminal(command, environment=home(tmp_path)) as terminal:
        terminal.wait_for("Then")
        terminal.wait_for("Problem")
        terminal.press("tab", "tab")
        terminal.wait_for("t fold")
        terminal.press("[")
        terminal.wait_for("answer 1 of 2")
        terminal.wait_for("Error")
        terminal.press("g")
        terminal.wait_for("event 0 of")
        terminal.press("F", "ctrl+s")
        terminal.wait_for("Conversations")
        terminal.press("escape", "f11")
        terminal.wait_for("inspect")
        terminal.press("z", "ctrl+q")
        assert terminal.wait_for_end() == 0
        check(terminal)
