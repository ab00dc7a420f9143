"""Prompts queued, edited and forked in a real terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

ESSAY = "Write an essay on how an answer reaches my screen."
PPCHAT = [sys.executable, "-m", "ppchat"]


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment without any settings of the user who runs the tests."""
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_queue_edit_and_fork(home: Mapping[str, str], columns: int, rows: int) -> None:
    with Terminal([*PPCHAT, "--demo"], columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("choose")
        send(terminal, ESSAY)
        terminal.wait_for("streaming")
        send(terminal, "peter piper")
        terminal.wait_for("1  peter piper")
        send(terminal, "three")
        terminal.wait_for("2  three")
        terminal.press("up")
        terminal.wait_for(lambda text: "2  three" not in text and "three" in text)
        terminal.press("x")
        terminal.wait_for("threex")
        terminal.press("enter")
        terminal.wait_for("2  threex")
        terminal.press("escape")  # the essay takes half a minute
        terminal.wait_for("Held: enter sends the next")
        terminal.press("enter")  # and what follows the tongue twister is sent by itself
        terminal.wait_for(lambda text: not any(word in text for word in ("Held", "Queued")))
        stop(terminal)
        terminal.press("tab")
        terminal.press("e")
        terminal.wait_for("Edit question 3: enter begins")
        terminal.press("enter")
        terminal.wait_for("Edit question 3: enter sends")
        terminal.press("y")
        terminal.wait_for("threexy")
        terminal.press("enter")
        terminal.wait_for(lambda text: "Edit" not in text)
        stop(terminal)
        terminal.press("tab")
        terminal.press("f")
        terminal.wait_for("Continue from answer 3: enter begins")
        terminal.press("enter")
        terminal.wait_for("Continue from answer 3: enter sends")
        send(terminal, "four")
        terminal.wait_for(lambda text: "Continue" not in text)
        stop(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def stop(terminal: Terminal) -> None:
    """Stop the answer in progress."""
    terminal.wait_for(lambda text: "streaming" in text.partition("\n")[0])
    terminal.press("escape")
    terminal.wait_for(lambda text: "■ stopped" in text.partition("\n")[0])


def send(terminal: Terminal, text: str) -> None:
    """Type a text, and press enter once it is there: what comes at once would be a paste."""
    terminal.press(*text)
    terminal.wait_for(text)
    terminal.press("enter")
