"""A search in a real terminal, from a word to the event that brought it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.chat_app import NOBODY, save_conversation
from tests.support.recordings import build_recording, message_events
from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]
LONG = "Rayleigh scattering sends short waves of light to all sides. "


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment without any settings of the user who runs the tests."""
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": "", "PPCHAT_BASE_URL": NOBODY, "PPCHAT_MODEL": "m"}


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_search_to_the_event(
    tmp_path: Path, home: Mapping[str, str], columns: int, rows: int
) -> None:
    words = [f"{word} " for word in (LONG * 20 + "At dusk a WATERFOWL calls. " + LONG * 20).split()]
    data = tmp_path / "data"
    data.mkdir()
    save_conversation(data, ("Why?", build_recording(message_events(words))), conversation="sky")
    save_conversation(data, ("Else?", build_recording(message_events(["no"]))), conversation="new")
    command = [*PPCHAT, "--data-dir", str(data)]
    with Terminal(command, columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("Else?")  # which is offered once the store is open
        terminal.press("ctrl+s")
        terminal.wait_for("Conversations")
        terminal.press("waterfowl")
        terminal.wait_for("At dusk a WATERFOWL calls")
        terminal.press("down", "enter")
        n = 4 + next(n for n, word in enumerate(words) if word == "WATERFOWL ")
        terminal.wait_for(f"◂ event {n} of {len(words) + 8}")
        terminal.wait_for("1 of 1")
        terminal.wait_for("WATERFOWL")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
