"""Files that are attached and asked about in a real terminal, with the real client and the demo."""

from __future__ import annotations

import base64
import os
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.image_files import encoded, gradient
from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment without any settings of the user who runs the tests."""
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_files_are_attached_and_asked_about(
    home: Mapping[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    rows: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("What is on it.")
    image = tmp_path / "my chart.png"
    image.write_bytes(base64.b64decode(encoded(gradient())))
    with Terminal(PPCHAT, columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("Recite")
        terminal.press(f"\x1b[200~'{image}'\x1b[201~")
        terminal.wait_for("my chart.png")
        terminal.wait_for("PNG · 64×48 ×")
        terminal.press("@nots")
        terminal.wait_for(lambda text: text.count("notes.md") == 1)
        terminal.press("enter")
        terminal.wait_for("notes.md 14 B · text ×")
        terminal.wait_for("@notes.md")
        terminal.press("\x15", "Fail, please.", "enter")
        terminal.wait_for("✗ failed")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with closing(sqlite3.connect(next(tmp_path.rglob("ppchat.db")))) as database:
        stored = database.execute("SELECT data FROM attachment ORDER BY length(data)").fetchall()
        assert stored == [(b"What is on it.",), (image.read_bytes(),)]
    with Terminal([*PPCHAT, "-c"], columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("✗ failed")
        terminal.press("\x1b[1;5H")
        terminal.wait_for("my chart.png · ")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
