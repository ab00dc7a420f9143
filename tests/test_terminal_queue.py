"""Prompts that wait, an edited one and a fork, in a real terminal."""

from __future__ import annotations

import os
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
def test_a_prompt_waits_is_edited_and_another_one_forks(
    home: Mapping[str, str], columns: int, rows: int
) -> None:
    # The answer takes 33 s, so that also a slow machine queues in the middle.
    command = [*PPCHAT, "Write an essay."]
    with Terminal(command, columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("How an answer reaches your screen")
        terminal.press("Peter", "enter")
        terminal.wait_for("1  Peter")
        terminal.press("up")
        terminal.wait_for(lambda text: "Queued" not in text)
        terminal.press("ctrl+e", " Piper", "enter")
        terminal.wait_for("1  Peter Piper")
        terminal.press("escape")
        terminal.wait_for("Held: enter sends the next")
        terminal.press("enter")
        terminal.wait_for(lambda text: "✓ completed" in text and "pickled peppers" in text)

        terminal.press("tab", "e")
        terminal.wait_for("Edit question 2: enter begins")
        terminal.press("enter")
        terminal.wait_for("enter sends a branch")
        terminal.press("ctrl+e", "ctrl+u", "Fail, please.", "enter")
        terminal.wait_for("✗ failed")

        terminal.press("tab", "f")
        terminal.wait_for("Continue from answer 2: enter begins")
        terminal.press("enter")
        terminal.wait_for(lambda text: "enter begins" not in text)
        terminal.press("ctrl+u", "hello", "enter")
        terminal.wait_for("✓ completed")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
