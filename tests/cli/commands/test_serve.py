"""`ppchat serve`."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.demo.recordings import FOLDER
from tests.support.commands import ask, running_command


def test_a_folder_is_served(tmp_path: Path) -> None:
    (tmp_path / "twister.jsonl").write_bytes((FOLDER / "twister.jsonl").read_bytes())
    with running_command("serve", "--speed", "0", str(tmp_path)) as target:
        assert ask(target, "whatever").count("Peter Piper") == 5


def test_without_files_the_demo_is_served() -> None:
    with running_command("serve", "--speed", "0", ends_by=signal.SIGINT) as target:
        assert ask(target, "hello").startswith("There is no model here.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--speed", "-1"],
        ["serve", "--speed", "nan"],
        ["serve", "--port", "70000"],
        ["serve", "--drop-rate", "2"],
        ["serve", "--status", "99"],
        ["serve", "--chunk-bytes", "0"],
        ["serve", "--host", "203.0.113.1"],
        ["serve", "--allow-origin", "localhost:3000"],
        ["serve", "--allow-origin", "http://localhost:3000/"],
        ["serve", "/no/such/file"],
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_recordings_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path)]) == 2
    assert "contains no recordings" in capsys.readouterr().err
