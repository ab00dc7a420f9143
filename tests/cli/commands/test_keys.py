"""`ppchat keys`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.cli.main import main


def test_keys_lists_ids_keys_and_screens(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 100
    (line,) = [line for line in lines if line.startswith("prompt.send ")]
    assert line.split() == ["prompt.send", "enter", "send", "Conversation"]


def test_keys_shows_what_the_config_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keymap]\n"prompt.send" = "ctrl+x, ?"\n')
    assert main(["keys", "prompt.send", "--config", str(config)]) == 0
    assert "ctrl+x, question_mark (default: enter)" in capsys.readouterr().out
    assert main(["keys", "prompt.", "--json", "--config", str(config)]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["prompt.send"]["configured"] == ["ctrl+x", "question_mark"]
    assert rows["prompt.send"]["default"] == ["enter"]
    assert rows["prompt.newline"]["configured"] is None
    assert rows["prompt.newline"]["screens"] == ["Conversation"]


def test_keys_without_a_match(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "no such key"]) == 1
    assert "no such key" in capsys.readouterr().err
