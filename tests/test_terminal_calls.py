"""The loop of calls in a real terminal: real commands, the real demo server, a kill."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.support.processes import is_ended
from tests.support.terminal import Terminal
from tests.support.until import wait_until

PPCHAT: Final = [sys.executable, "-m", "ppchat", "--demo"]
QUESTION: Final = "What is the weather in Lisbon?"
NOTE: Final = "get_weather waits: enter answers, esc later"
LAST_WORDS: Final = "Thank you: that is the weather in Lisbon"
CONFIG: Final = """
[tool.get_weather]
description = "The weather in a city now"
command = ["./weather.sh"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment whose config has a function with a command that `write_command` writes."""
    folder = tmp_path / "ppchat"
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIG)
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


def write_command(home: Mapping[str, str], *lines: str) -> None:
    script = Path(home["HOME"]) / "ppchat" / "weather.sh"
    script.write_text("\n".join(["#!/bin/sh", *lines]))
    script.chmod(0o700)


def test_a_command_runs_is_looked_at_and_answers(home: Mapping[str, str]) -> None:
    write_command(home, "cat > /dev/null; echo '22 degrees'")
    with Terminal([*PPCHAT, QUESTION], environment=home) as terminal:
        terminal.wait_for(NOTE)
        terminal.press("enter")
        terminal.wait_for(lambda text: "Run the command" in text and "Lisbon, Portugal" in text)
        terminal.press("enter")
        terminal.wait_for(lambda text: "exit code 0" in text and "22 degrees" in text)
        assert LAST_WORDS not in terminal.text
        terminal.press("enter")
        terminal.wait_for(lambda text: LAST_WORDS in text and "2 rounds" in text)
        assert "22 degrees" in terminal.text
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize(("columns", "rows"), [(60, 15), (120, 36)])
def test_a_call_is_answered_by_hand_and_another_one_refused(
    home: Mapping[str, str], columns: int, rows: int
) -> None:
    with Terminal([*PPCHAT, QUESTION], columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for(NOTE)
        terminal.press("enter")
        terminal.wait_for("Write the answer")
        terminal.press("down", "down", "enter")
        terminal.wait_for("Answer get_weather")
        terminal.press("sunny", "enter")
        terminal.wait_for(lambda text: LAST_WORDS in text and "2 rounds" in text)

        terminal.press(QUESTION, "enter")
        terminal.wait_for(NOTE)
        terminal.press("enter")
        terminal.wait_for("Refuse")
        terminal.press("down", "down", "down", "enter")
        terminal.wait_for("refused")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_stopped_call_waits_through_a_kill(home: Mapping[str, str]) -> None:
    write_command(home, "exec sleep 600")
    with Terminal([*PPCHAT, QUESTION], environment=home) as terminal:
        terminal.wait_for(NOTE)
        terminal.press("enter")
        terminal.wait_for("Run the command")
        terminal.press("enter")
        terminal.wait_for("running get_weather")
        terminal.press("escape")
        terminal.wait_for("Run the command")
        terminal.press("escape")
        terminal.wait_for(lambda text: NOTE in text and "get_weather waits for you" in text)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_end()

    write_command(home, "echo 'still 22 degrees'")
    with Terminal([*PPCHAT, "-c"], environment=home) as terminal:
        terminal.wait_for(NOTE)
        assert LAST_WORDS not in terminal.text
        terminal.press("f6")
        terminal.wait_for("Run the command")
        terminal.press("down", "enter")
        terminal.wait_for(lambda text: LAST_WORDS in text and "still 22 degrees" in text)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_command_ends_with_a_killed_app(home: Mapping[str, str]) -> None:
    file = Path(home["HOME"]) / "pid"
    write_command(home, f"echo $$ > {file}.new; mv {file}.new {file}; exec sleep 600")
    with Terminal([*PPCHAT, QUESTION], environment=home) as terminal:
        terminal.wait_for(NOTE)
        terminal.press("enter")
        terminal.wait_for("Run the command")
        terminal.press("enter")
        terminal.wait_for("running get_weather")
        wait_until(file.exists)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_end()
    wait_until(lambda: is_ended(int(file.read_text())))
