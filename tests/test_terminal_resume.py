"""A conversation resumed in a real terminal: after a kill, and by the line that leaving prints."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment without any settings of the user who runs the tests."""
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_a_conversation_is_resumed_after_a_kill(
    home: Mapping[str, str], columns: int, rows: int
) -> None:
    # The answer takes 33 s, so that also a slow machine kills it in the middle.
    with Terminal(
        [*PPCHAT, "Write an essay."], columns=columns, rows=rows, environment=home
    ) as terminal:
        terminal.wait_for("How an answer reaches your screen")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_for_end() == -signal.SIGKILL
        assert "Resume" not in terminal.text

    with Terminal([*PPCHAT, "-c"], columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("ppchat ended while the answer was still in progress")
        terminal.wait_for("Ask anything")
        terminal.press("Peter Piper", "enter")
        terminal.wait_for(lambda text: "✓ completed" in text and "pickled peppers" in text)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        (printed,) = re.findall(r"Resume this conversation: ppchat (--resume \w+)", terminal.text)

    with Terminal(
        [*PPCHAT, *printed.split()], columns=columns, rows=rows, environment=home
    ) as terminal:
        terminal.wait_for(lambda _: "Write an essay" in terminal.lines[0])
        terminal.wait_for("pickled peppers")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
